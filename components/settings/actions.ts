"use server";
import { refresh } from "next/cache";
import { type ActionResult, memberAction, provenAction } from "@/lib/actions";
import * as businesses from "@/lib/businesses";
import * as requirement from "@/lib/passkeys/requirement";

/** Saves the fields that the form contains and leaves the others unchanged. */
export async function updateBusiness(slug: string, _: unknown, form: FormData): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const given = Object.fromEntries([...form].filter(([name]) => name in businesses.businessSettings.shape));
    const changes = businesses.businessSettings.partial().parse(given);
    const sent = Object.fromEntries(Object.entries(changes).filter(([name]) => name in given));
    await inTransaction((tx) => businesses.updateBusiness(tx, business.id, sent, actor));
    refresh();
    return null;
  });
}

/** Whether owners and admins need a passkey. */
export async function requirePasskeys(slug: string, required: boolean): Promise<ActionResult> {
  return provenAction(slug, "owner", async ({ inTransaction, ...member }) => {
    await inTransaction((tx) => requirement.requirePasskeys(tx, member, required === true));
    refresh();
    return null;
  });
}
