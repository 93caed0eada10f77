import { and, countDistinct, eq, isNotNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { purchaseLines, purchases } from "@/db/schema";
import { priceWords } from "@/lib/payments/price-words";
import { countActiveCustomers, type findProduct, type PriceRow, pricesOfProducts } from "./products";

export type PriceShown = {
  id: string;
  externalId: string;
  name: string | null;
  /** "$9.00 every month" */
  words: string;
  archived: boolean;
  isDefault: boolean;
  /** People with a live purchase at this price. */
  customers: number;
};

type Product = Awaited<ReturnType<typeof findProduct>>;

/** The prices of a product as screens show them; none where the provider sells it at one price. */
export async function readPrices(tx: Tx, product: Product): Promise<PriceShown[]> {
  const prices = await pricesOfProducts(tx, [product.id]);
  if (prices.length === 0) return [];
  const customers = await customersByPrice(tx, product.id);
  const usual = defaultPrice(product, prices);
  return prices.map((price) => ({
    id: price.id,
    externalId: price.externalId,
    name: price.name,
    words: priceWords({ ...price, provider: product.provider, priceAmount: price.amount }),
    archived: price.archivedAt !== null,
    isDefault: price.id === usual?.id,
    customers: customers.get(price.id) ?? 0,
  }));
}

/** The price that the product itself shows: what a buyer pays who names none. */
export function defaultPrice(
  product: Pick<Product, "priceAmount" | "currency" | "interval" | "intervalCount">,
  prices: PriceRow[],
): PriceRow | null {
  const same = prices.filter(
    ({ amount, currency, interval, intervalCount }) =>
      amount === product.priceAmount &&
      currency === product.currency &&
      interval === product.interval &&
      intervalCount === product.intervalCount,
  );
  return same.find(({ archivedAt }) => archivedAt === null) ?? same[0] ?? null;
}

async function customersByPrice(tx: Tx, productId: string): Promise<Map<string | null, number>> {
  const rows = await tx
    .select({ priceId: purchaseLines.priceId, n: countDistinct(purchases.customerId) })
    .from(purchaseLines)
    .innerJoin(purchases, eq(purchases.id, purchaseLines.purchaseId))
    .where(
      and(eq(purchaseLines.productId, productId), isNotNull(purchaseLines.priceId), eq(purchases.live, true)),
    )
    .groupBy(purchaseLines.priceId);
  return new Map(rows.map(({ priceId, n }) => [priceId, n]));
}

/** With which prices a product gives an entitlement. */
export type Limit = {
  /** Null: with every price. */
  priceIds: string[] | null;
  /** People with a live purchase who do not get it, because they pay another price. */
  customersLeftOut: number;
};

export async function readLimit(tx: Tx, productId: string, priceIds: string[] | null): Promise<Limit> {
  const customersLeftOut = priceIds ? await countActiveCustomers(tx, productId, { except: priceIds }) : 0;
  return { priceIds, customersLeftOut };
}
