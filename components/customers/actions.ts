"use server";
import { refresh } from "next/cache";
import { type ActionResult, memberAction } from "@/lib/actions";
import { updateCustomer } from "@/lib/customers/customers";

/** Whether the customer may move to another Discord account by themselves. */
export async function updateAccountLock(slug: string, id: string, locked: boolean): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) =>
      updateCustomer(tx, business.id, String(id), { accountLocked: locked === true }, actor),
    );
    refresh();
    return null;
  });
}
