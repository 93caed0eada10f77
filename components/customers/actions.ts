"use server";
import { refresh } from "next/cache";
import { type ActionResult, memberAction } from "@/lib/actions";
import { updateCustomer } from "@/lib/customers/customers";
import * as addresses from "@/lib/customers/move-address";

/** Whether the customer may switch to another Discord account. */
export async function updateAccountLock(slug: string, id: string, locked: boolean): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) =>
      updateCustomer(tx, business.id, String(id), { accountLocked: locked === true }, actor),
    );
    refresh();
    return null;
  });
}

/** Sets the address that the customer's emails go to, over the payment provider's. */
export async function correctAddress(
  slug: string,
  id: string,
  _before: ActionResult | null,
  form: FormData,
): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const email = String(form.get("email") ?? "");
    await inTransaction((tx) => addresses.correctAddress(tx, business.id, String(id), email, actor));
    refresh();
    return null;
  });
}

export async function releaseAddress(slug: string, id: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => addresses.releaseAddress(tx, business.id, String(id), actor));
    refresh();
    return null;
  });
}
