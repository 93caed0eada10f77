"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction } from "@/lib/auth";
import { createEntitlement } from "@/lib/entitlements/create-entitlement";
import { deleteEntitlement, endEntitlement } from "@/lib/entitlements/end-entitlement";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";
import { attachEntitlement, detachEntitlement } from "@/lib/products";
import { grantDirectly } from "@/lib/purchases/grant-directly";
import { cleanLine } from "@/lib/text";

const settings = z.object({
  name: z.string().max(200),
  guildId: z.string().regex(/^\d{17,20}$/),
  roleId: z
    .string()
    .regex(/^\d{17,20}$/)
    .nullable(),
  endAction: z.enum(["remove_role", "kick", "keep"]),
  driftPolicy: z.enum(["restore", "respect"]),
});
export type EntitlementSettings = z.input<typeof settings>;

export async function makeEntitlement(
  slug: string,
  input: EntitlementSettings,
): Promise<ActionResult<{ id: string }>> {
  return memberAction(slug, "admin", async ({ business, actor }) => {
    const { id } = await createEntitlement(business.id, settings.parse(input), actor);
    return { id };
  });
}

export async function saveEntitlement(
  slug: string,
  id: string,
  input: Partial<EntitlementSettings>,
): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor }) => {
    const changes = settings.partial().parse(input);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    await updateEntitlement(business.id, id, given, actor);
    refresh();
    return null;
  });
}

export async function attachProduct(
  slug: string,
  entitlementId: string,
  productId: string,
  existingToo: boolean,
): Promise<ActionResult<{ runId: string | null }>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const run = await inTransaction((tx) =>
      attachEntitlement(
        tx,
        business.id,
        productId,
        entitlementId,
        { existingToo: existingToo === true },
        actor,
      ),
    );
    refresh();
    return run;
  });
}

export async function detachProduct(
  slug: string,
  entitlementId: string,
  productId: string,
): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => detachEntitlement(tx, business.id, productId, entitlementId, actor));
    refresh();
    return null;
  });
}

const ends = z.enum(["delete", "delete_and_end", "end"]);

/** Takes the entitlement away, ends everybody's access, or both. */
export async function finishEntitlement(
  slug: string,
  id: string,
  how: z.input<typeof ends>,
): Promise<ActionResult<{ runId: string | null }>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const what = ends.parse(how);
    return inTransaction((tx) =>
      what === "end"
        ? endEntitlement(tx, business.id, id, actor)
        : deleteEntitlement(tx, business.id, id, { endAccess: what === "delete_and_end" }, actor),
    );
  });
}

const gift = z.object({
  email: z.string(),
  name: z.string().overwrite(cleanLine).max(100),
  until: z.union([z.literal(""), z.iso.date()]),
});

/** Gives access without a purchase. The end date is the end of that day, UTC. */
export async function giveAccess(
  slug: string,
  entitlementId: string,
  input: z.input<typeof gift>,
): Promise<ActionResult<{ grantId: string }>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const { email, name, until } = gift.parse(input);
    const expiresAt = until ? new Date(`${until}T23:59:59Z`) : null;
    const customer = { email, ...(name && { name }) };
    const { id } = await inTransaction((tx) =>
      grantDirectly(tx, business.id, { entitlementId, customer, expiresAt }, actor),
    );
    refresh();
    return { grantId: id };
  });
}
