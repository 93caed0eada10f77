import { and, eq, inArray, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Line } from "@/db/schema";
import { productPrices, products, purchaseLines } from "@/db/schema";

/** One thing bought, by our own ids. */
export type PurchaseLine = { productId: string; priceId: string | null; quantity: number };

/**
 * The provider's lines by our ids, in their order; what we do not sell is left out. Of a cart beside a subscription
 * only the one-time products: the subscription's own events drive the rest.
 */
export async function ourLines(
  tx: Tx,
  connectionId: string,
  lines: readonly Line[],
  { oneTimeOnly }: { oneTimeOnly: boolean },
): Promise<PurchaseLine[]> {
  const named = [
    ...new Set(lines.flatMap(({ productId, priceId }) => (priceId ? [productId, priceId] : [productId]))),
  ];
  if (named.length === 0) return [];
  const rows = await tx
    .select({
      productId: products.id,
      product: products.externalId,
      productInterval: products.interval,
      priceId: productPrices.id,
      price: productPrices.externalId,
      priceInterval: productPrices.interval,
    })
    .from(products)
    .leftJoin(productPrices, eq(productPrices.productId, products.id))
    .where(
      and(
        eq(products.connectionId, connectionId),
        or(inArray(products.externalId, named), inArray(productPrices.externalId, named)),
      ),
    );
  return lines.flatMap(({ productId, priceId, quantity }) => {
    // Facts from before products had prices name the price as the product.
    const byPrice = rows.find(({ price }) => price !== null && (price === priceId || price === productId));
    const found = byPrice ?? rows.find(({ product }) => product === productId);
    if (!found || quantity === 0) return [];
    const interval = byPrice ? byPrice.priceInterval : found.productInterval;
    if (oneTimeOnly && interval !== null) return [];
    return [{ productId: found.productId, priceId: byPrice?.priceId ?? null, quantity }];
  });
}

export async function readLines(
  tx: Tx,
  { id, productId }: { id: string; productId: string | null },
): Promise<PurchaseLine[]> {
  const lines = await tx
    .select({
      productId: purchaseLines.productId,
      priceId: purchaseLines.priceId,
      quantity: purchaseLines.quantity,
    })
    .from(purchaseLines)
    .where(eq(purchaseLines.purchaseId, id))
    .orderBy(purchaseLines.position);
  // A release that did not know lines may have written the purchase.
  return lines.length > 0 || !productId ? lines : [{ productId, priceId: null, quantity: 1 }];
}

export async function saveLines(tx: Tx, purchaseId: string, lines: readonly PurchaseLine[]): Promise<void> {
  await tx.delete(purchaseLines).where(eq(purchaseLines.purchaseId, purchaseId));
  if (lines.length > 0)
    await tx.insert(purchaseLines).values(lines.map((line, position) => ({ ...line, purchaseId, position })));
}

/**
 * Whether a purchase gives other things than before; quantities change nothing. A price that was not known yet is
 * not another price.
 */
export function isOtherPlan(before: readonly PurchaseLine[], after: readonly PurchaseLine[]): boolean {
  const holds = (lines: readonly PurchaseLine[], { productId, priceId }: PurchaseLine) =>
    lines.some(
      (line) =>
        line.productId === productId &&
        (line.priceId === priceId || line.priceId === null || priceId === null),
    );
  return !before.every((line) => holds(after, line)) || !after.every((line) => holds(before, line));
}
