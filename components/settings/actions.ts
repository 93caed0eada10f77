"use server";
import { refresh } from "next/cache";
import { type ActionResult, memberAction } from "@/lib/auth";
import { businessSettings, updateBusiness } from "@/lib/businesses";

/** Saves the fields that the form has; the others stay. */
export async function saveBusiness(
  slug: string,
  _before: ActionResult | null,
  form: FormData,
): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const given = Object.fromEntries([...form].filter(([name]) => name in businessSettings.shape));
    const changes = businessSettings.partial().parse(given);
    const sent = Object.fromEntries(Object.entries(changes).filter(([name]) => name in given));
    await inTransaction((tx) => updateBusiness(tx, business.id, sent, actor));
    refresh();
    return null;
  });
}
