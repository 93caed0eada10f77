import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { entitlements, grants, productEntitlements, type purchases } from "@/db/schema";
import { recordGrantEvent } from "@/lib/grant-history";
import { endGrant } from "@/lib/grants/end-grants";
import { type GrantRow, grantsOfPurchase, restorable } from "@/lib/grants/find-grants";
import { openGrants, restoreGrant } from "@/lib/grants/open-grants";
import { isOtherPlan, type PurchaseLine } from "./purchase-lines";

type Purchase = typeof purchases.$inferSelect & { lines: readonly PurchaseLine[] };

/** What the lines of a purchase give now. */
type Wanted = {
  /** entitlement id → the product that gives it */
  given: Map<string, string>;
  /** Entitlements of these products that other prices give. */
  ofOtherPrices: Set<string>;
};

/**
 * Lets the grants follow what a purchase is worth now. Only a change does something: it became live, it was
 * activated again, its plan changed, or it ended. A renewal changes nothing.
 */
export async function followPurchase(tx: Tx, before: Purchase | null, after: Purchase): Promise<void> {
  const existing = await grantsOfPurchase(tx, after.id);
  if (!after.live) {
    if (after.endReason) for (const grant of existing) await endGrant(tx, grant, after.endReason);
    return;
  }
  const planChanged = before !== null && isOtherPlan(before.lines, after.lines);
  const activated = before?.activatedAt?.getTime() !== after.activatedAt?.getTime();
  if (before?.live && !planChanged && !activated) return;
  const wanted = await wantedEntitlements(tx, after.lines);
  for (const grant of existing) await followOne(tx, grant, wanted, { ...after, planChanged });
  await openMissing(tx, after, wanted.given, existing);
}

/** What these lines give, by what is attached to their products now. */
export async function wantedEntitlements(tx: Tx, lines: readonly PurchaseLine[]): Promise<Wanted> {
  const wanted: Wanted = { given: new Map(), ofOtherPrices: new Set() };
  if (lines.length === 0) return wanted;
  const rows = await tx
    .select({ attached: productEntitlements })
    .from(productEntitlements)
    .innerJoin(entitlements, eq(entitlements.id, productEntitlements.entitlementId))
    .where(
      and(
        inArray(
          productEntitlements.productId,
          lines.map(({ productId }) => productId),
        ),
        isNull(entitlements.deletedAt),
      ),
    )
    .orderBy(productEntitlements.attachedAt);
  for (const { attached } of rows) {
    const { entitlementId, productId } = attached;
    if (lines.some((line) => gives(attached, line))) {
      if (!wanted.given.has(entitlementId)) wanted.given.set(entitlementId, productId);
    } else wanted.ofOtherPrices.add(entitlementId);
  }
  return wanted;
}

/** A product gives an entitlement whatever its price, unless the merchant named prices. */
function gives(attached: typeof productEntitlements.$inferSelect, line: PurchaseLine): boolean {
  if (attached.productId !== line.productId) return false;
  return attached.priceIds === null || (line.priceId !== null && attached.priceIds.includes(line.priceId));
}

async function followOne(
  tx: Tx,
  grant: GrantRow,
  wanted: Wanted,
  purchase: Purchase & { planChanged: boolean },
): Promise<void> {
  const productId = wanted.given.get(grant.entitlementId);
  if (productId === undefined && !isKept(grant, wanted, purchase)) {
    // The merchant limited it to other prices since then: as with detaching, who has it keeps it.
    if (!purchase.planChanged && !hasEnded(grant)) return;
    return endGrant(tx, grant, "plan_changed");
  }
  const given = productId ? await giveThrough(tx, grant, productId) : grant;
  // A provider may resume thousands of subscriptions at once. They must not delay people who are buying.
  if (hasEnded(given) && restorable(given)) await restoreGrant(tx, given, "bulk");
}

/** Whether the purchase goes on giving what the merchant detached from its product, or limited to other prices, since. */
function isKept(
  { productId, entitlementId, revocationReason }: GrantRow,
  { ofOtherPrices }: Wanted,
  { lines, planChanged }: Purchase & { planChanged: boolean },
): boolean {
  if (!lines.some((line) => line.productId === productId)) return false;
  // A dispute that was won brings back all that it took.
  return !ofOtherPrices.has(entitlementId) || (revocationReason === "dispute_lost" && !planChanged);
}

/** Records which product gives the grant now, and returns the grant with it. */
async function giveThrough(tx: Tx, grant: GrantRow, productId: string): Promise<GrantRow> {
  if (productId === grant.productId) return grant;
  await tx.update(grants).set({ productId }).where(eq(grants.id, grant.id));
  await recordGrantEvent(tx, grant, "plan_changed", { from: grant.productId, to: productId });
  return { ...grant, productId };
}

/**
 * Gives one entitlement that has just been attached to a product of this purchase, also to somebody who had and lost
 * it. Returns false when they have it, or when their own access was ended by hand or reached its end date.
 */
export async function giveAttached(
  tx: Tx,
  purchase: Pick<Purchase, "id" | "businessId" | "customerId">,
  { productId, entitlementId }: { productId: string; entitlementId: string },
): Promise<boolean> {
  const { id: purchaseId, businessId, customerId } = purchase;
  const wanted = { businessId, customerId, purchaseId, productId, entitlementIds: [entitlementId] };
  if ((await openGrants(tx, wanted, "bulk")).length > 0) return true;
  const existing = await grantsOfPurchase(tx, purchaseId);
  const grant = existing.find((one) => one.entitlementId === entitlementId);
  if (!grant || !hasEnded(grant)) return false;
  if (grant.revocationReason === "manual" || grant.revocationReason === "expired") return false;
  await restoreGrant(tx, await giveThrough(tx, grant, productId), "bulk");
  return true;
}

async function openMissing(
  tx: Tx,
  purchase: Purchase,
  given: Wanted["given"],
  existing: GrantRow[],
): Promise<void> {
  const known = new Set(existing.map(({ entitlementId }) => entitlementId));
  const { businessId, customerId, id: purchaseId } = purchase;
  const byProduct = new Map<string, string[]>();
  for (const [entitlementId, productId] of given)
    if (!known.has(entitlementId))
      byProduct.set(productId, [...(byProduct.get(productId) ?? []), entitlementId]);
  for (const [productId, entitlementIds] of byProduct)
    await openGrants(tx, { businessId, customerId, purchaseId, productId, entitlementIds });
}
