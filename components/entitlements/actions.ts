"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction, provenAction } from "@/lib/actions";
import * as creating from "@/lib/entitlements/create-entitlement";
import * as ending from "@/lib/entitlements/end-entitlement";
import { findEntitlement } from "@/lib/entitlements/find-entitlements";
import * as updating from "@/lib/entitlements/update-entitlement";
import { attachEntitlement, detachEntitlement } from "@/lib/products/products";
import { grantDirectly } from "@/lib/purchases/grant-directly";
import { cleanLine } from "@/lib/text";
import { noRole } from "./no-role";

const discordId = z.string().regex(/^\d{17,20}$/);
const settings = z.object({
  name: z.string().max(200),
  guildId: discordId,
  roleId: z.preprocess((given) => (given === noRole ? null : given), discordId.nullable()),
  endAction: z.enum(["remove_role", "kick", "keep"]),
  driftPolicy: z.enum(["restore", "respect"]),
});

export async function createEntitlement(
  slug: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult<{ id: string; name: string }>> {
  return memberAction(slug, "admin", async ({ business, actor }) => {
    const wanted = settings.parse(Object.fromEntries(form));
    const { id, name } = await creating.createEntitlement(business.id, wanted, actor);
    return { id, name };
  });
}

export async function updateEntitlement(
  slug: string,
  id: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ business, actor }) => {
    await updating.updateEntitlement(business.id, id, settings.parse(Object.fromEntries(form)), actor);
    refresh();
    return null;
  });
}

/** The background run that carries the change out, if it needs one. */
type Run = { runId: string | null };

const attaching = z.object({
  existingToo: z.boolean(),
  priceIds: z.array(z.string().max(128)).max(100).nullable(),
});

export async function attachProduct(
  slug: string,
  entitlementId: string,
  productId: string,
  given: { existingToo: boolean; priceIds: string[] | null },
): Promise<ActionResult<Run>> {
  return provenAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const how = attaching.parse(given);
    const run = await inTransaction((tx) =>
      attachEntitlement(tx, business.id, productId, entitlementId, how, actor),
    );
    refresh();
    return run;
  });
}

export async function detachProduct(
  slug: string,
  entitlementId: string,
  productId: string,
): Promise<ActionResult<Run>> {
  return provenAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => detachEntitlement(tx, business.id, productId, entitlementId, actor));
    refresh();
    return { runId: null };
  });
}

/** Ends everyone's access and keeps the entitlement. */
export async function endEntitlement(slug: string, id: string): Promise<ActionResult<Run>> {
  return provenAction(slug, "admin", ({ business, actor, inTransaction }) =>
    inTransaction((tx) => ending.endEntitlement(tx, business.id, id, actor)),
  );
}

/** Without `endAccess`, people keep what they have until their purchase ends. */
export async function deleteEntitlement(
  slug: string,
  id: string,
  endAccess: boolean,
): Promise<ActionResult<Run>> {
  return provenAction(slug, "admin", ({ business, actor, inTransaction }) => {
    const how = { endAccess: endAccess === true };
    return inTransaction((tx) => ending.deleteEntitlement(tx, business.id, id, how, actor));
  });
}

const gift = z.object({
  entitlementId: z.string({ error: "Choose what to give" }).min(1, "Choose what to give").max(60),
  expiresAt: z.union([z.literal(""), z.iso.date()]),
});
const newcomer = gift.extend({ email: z.string(), name: z.string().overwrite(cleanLine).max(100) });

/** Access lasts through the end of the chosen day, UTC. */
function endOf(day: string): Date | null {
  return day ? new Date(`${day}T23:59:59Z`) : null;
}

/** Gives access without a purchase. */
export async function createGrant(
  slug: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult<{ id: string }>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const { email, name, entitlementId, expiresAt } = newcomer.parse(Object.fromEntries(form));
    const customer = { email, ...(name && { name }) };
    const wanted = { entitlementId, customer, expiresAt: endOf(expiresAt) };
    const { id } = await inTransaction((tx) => grantDirectly(tx, business.id, wanted, actor));
    refresh();
    return { id };
  });
}

const customers = z.array(z.string().max(60)).min(1).max(200);

/** The same for customers of a list: all of them, or in case of an error none. */
export async function giveToCustomers(
  slug: string,
  customerIds: string[],
  _: unknown,
  form: FormData,
): Promise<ActionResult<{ name: string; count: number }>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    // In one order, so that two people who do this at once don't wait for each other.
    const ids = [...new Set(customers.parse(customerIds))].sort();
    const { entitlementId, expiresAt: day } = gift.parse(Object.fromEntries(form));
    const expiresAt = endOf(day);
    const name = await inTransaction(async (tx) => {
      for (const id of ids)
        await grantDirectly(tx, business.id, { entitlementId, customer: { id }, expiresAt }, actor);
      return (await findEntitlement(tx, business.id, entitlementId)).name;
    });
    refresh();
    return { name, count: ids.length };
  });
}
