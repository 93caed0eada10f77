"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction } from "@/lib/actions";
import { endTestAccess } from "@/lib/overview/first-steps";
import { recordLinkShared } from "@/lib/products/buy-link";
import { grantDirectly } from "@/lib/purchases/grant-directly";

const id = z.string().max(60);

/** The merchant's trial without a purchase: access for their own address, as any direct grant. */
export async function giveToMyself(slug: string, entitlementId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, person, actor, inTransaction }) => {
    const customer = { email: person.email, ...(person.name && { name: person.name }) };
    const wanted = { entitlementId: id.parse(entitlementId), customer, expiresAt: null };
    await inTransaction((tx) => grantDirectly(tx, business.id, wanted, actor));
    refresh();
    return null;
  });
}

export async function removeMyAccess(slug: string, entitlementId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, person, actor, inTransaction }) => {
    const of = id.parse(entitlementId);
    await inTransaction((tx) => endTestAccess(tx, business.id, of, person.email, actor));
    refresh();
    return null;
  });
}

export async function noteLinkShared(slug: string, productId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, inTransaction }) => {
    await inTransaction((tx) => recordLinkShared(tx, business.id, id.parse(productId)));
    return null;
  });
}
