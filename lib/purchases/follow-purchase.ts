import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { entitlements, grants, productEntitlements, type purchases } from "@/db/schema";
import { recordGrantEvent } from "@/lib/grant-history";
import { endGrant } from "@/lib/grants/end-grants";
import { type GrantRow, grantsOfPurchase } from "@/lib/grants/find-grants";
import { openGrants, restorable, restoreGrant } from "@/lib/grants/open-grants";

type PurchaseRow = typeof purchases.$inferSelect;
/** entitlement id → the product that gives it */
type Wanted = Map<string, string>;

/**
 * Lets the grants follow what a purchase is worth now. Only a change does something: it became live, it was
 * activated again, its plan changed, or it ended. A renewal changes nothing.
 */
export async function followPurchase(
  tx: Tx,
  before: PurchaseRow | null,
  after: PurchaseRow,
  productIds: string[],
): Promise<void> {
  const existing = await grantsOfPurchase(tx, after.id);
  if (!after.live) {
    if (after.endReason) for (const grant of existing) await endGrant(tx, grant, after.endReason);
    return;
  }
  const planChanged = before !== null && before.productId !== after.productId;
  const activated = before?.activatedAt?.getTime() !== after.activatedAt?.getTime();
  if (before?.live && !planChanged && !activated) return;
  const wanted = await wantedEntitlements(tx, productIds);
  for (const grant of existing) await followOne(tx, grant, wanted, after);
  await openMissing(tx, after, wanted, existing);
}

async function wantedEntitlements(tx: Tx, productIds: string[]): Promise<Wanted> {
  if (productIds.length === 0) return new Map();
  const rows = await tx
    .select({ entitlementId: productEntitlements.entitlementId, productId: productEntitlements.productId })
    .from(productEntitlements)
    .innerJoin(entitlements, eq(entitlements.id, productEntitlements.entitlementId))
    .where(and(inArray(productEntitlements.productId, productIds), isNull(entitlements.deletedAt)))
    .orderBy(productEntitlements.attachedAt);
  return new Map(rows.map(({ entitlementId, productId }) => [entitlementId, productId]));
}

async function followOne(tx: Tx, grant: GrantRow, wanted: Wanted, purchase: PurchaseRow): Promise<void> {
  const productId = wanted.get(grant.entitlementId);
  // An entitlement that was detached from the product since then stays with those who had it.
  const ofThisPlan = productId !== undefined || grant.productId === purchase.productId;
  if (!ofThisPlan) return endGrant(tx, grant, "plan_changed");
  if (productId && productId !== grant.productId) {
    await tx.update(grants).set({ productId }).where(eq(grants.id, grant.id));
    await recordGrantEvent(tx, grant, "plan_changed", { from: grant.productId, to: productId });
  }
  if (hasEnded(grant) && restorable(grant))
    await restoreGrant(tx, { ...grant, productId: productId ?? grant.productId });
}

async function openMissing(
  tx: Tx,
  purchase: PurchaseRow,
  wanted: Wanted,
  existing: GrantRow[],
): Promise<void> {
  const known = new Set(existing.map(({ entitlementId }) => entitlementId));
  const { businessId, customerId, id: purchaseId } = purchase;
  const byProduct = new Map<string, string[]>();
  for (const [entitlementId, productId] of wanted)
    if (!known.has(entitlementId))
      byProduct.set(productId, [...(byProduct.get(productId) ?? []), entitlementId]);
  for (const [productId, entitlementIds] of byProduct)
    await openGrants(tx, { businessId, customerId, purchaseId, productId, entitlementIds });
}
