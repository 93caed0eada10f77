import {
  and,
  asc,
  countDistinct,
  eq,
  getTableColumns,
  inArray,
  isNull,
  notInArray,
  type SQL,
  sql,
} from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inOrder, pageInOrder } from "@/db/keyset";
import {
  entitlements,
  paymentConnections,
  productEntitlements,
  productPrices,
  products,
  purchases,
} from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { findEntitlement } from "@/lib/entitlements/find-entitlements";
import { invalid, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { Sort } from "@/lib/search-params";
import { startRun } from "@/lib/work/runs";
import { judgeSalesAgain } from "./sold-for-nothing";

export type ProductRow = typeof products.$inferSelect;
export type PriceRow = typeof productPrices.$inferSelect;
/** Null: created here. */
type Sold = { provider: string | null };

/** The product with this id (ours or the payment provider's) in this business; throws `not_found`. */
export async function findProduct(tx: Tx, businessId: string, id: string): Promise<ProductRow & Sold> {
  const [row] = await tx
    .select({ ...getTableColumns(products), provider: paymentConnections.provider })
    .from(products)
    .leftJoin(paymentConnections, eq(paymentConnections.id, products.connectionId))
    .where(
      and(
        eq(products.businessId, businessId),
        sql`(${products.id} = ${id} or ${products.externalId} = ${id})`,
      ),
    )
    .orderBy(sql`(${products.id} = ${id}) desc`)
    .limit(1);
  if (!row) throw notFound("Product");
  return row;
}

export const productSorts = [
  { by: "created", direction: "desc" },
  { by: "name", direction: "asc" },
] as const satisfies Sort[];

const sortValues = { created: products.createdAt, name: sql`lower(${products.name})` };

export type ProductFilter = {
  archived?: boolean;
  /** Newest first, if not given. */
  sort?: Sort<keyof typeof sortValues>;
  recurring?: boolean | undefined;
  after?: string | undefined;
  offset?: number | undefined;
  limit: number;
};

export async function listProducts(
  tx: Tx,
  businessId: string,
  filter: ProductFilter,
): Promise<(ProductRow & Sold)[]> {
  const { by, direction } = filter.sort ?? productSorts[0];
  const order = { by: sortValues[by], direction };
  return tx
    .select({ ...getTableColumns(products), provider: paymentConnections.provider })
    .from(products)
    .leftJoin(paymentConnections, eq(paymentConnections.id, products.connectionId))
    .where(
      and(
        eq(products.businessId, businessId),
        filter.archived ? sql`${products.archivedAt} is not null` : isNull(products.archivedAt),
        filter.recurring === undefined
          ? undefined
          : sql`(${products.interval} is not null) = ${filter.recurring}`,
        pageInOrder(products, order, businessId, filter.after),
      ),
    )
    .orderBy(...inOrder(products, order))
    .offset(filter.offset ?? 0)
    .limit(filter.limit);
}

/** The prices of products, oldest first; archived ones too, since subscriptions go on using them. */
export async function pricesOfProducts(tx: Tx, productIds: string[]): Promise<PriceRow[]> {
  if (productIds.length === 0) return [];
  return tx
    .select()
    .from(productPrices)
    .where(inArray(productPrices.productId, productIds))
    .orderBy(asc(productPrices.createdAt), asc(productPrices.id));
}

/** The entitlements of these products, in the order they were attached. `priceIds`: only with these prices. */
export async function entitlementsOfProducts(tx: Tx, productIds: string[]) {
  if (productIds.length === 0) return [];
  return tx
    .select({
      productId: productEntitlements.productId,
      priceIds: productEntitlements.priceIds,
      entitlement: entitlements,
    })
    .from(productEntitlements)
    .innerJoin(entitlements, eq(entitlements.id, productEntitlements.entitlementId))
    .where(and(inArray(productEntitlements.productId, productIds), isNull(entitlements.deletedAt)))
    .orderBy(productEntitlements.attachedAt);
}

export type ProductShown = {
  row: ProductRow;
  gives: { entitlement: typeof entitlements.$inferSelect; priceIds: string[] | null }[];
  prices: PriceRow[];
};

/** A product with all that belongs to it. */
export async function showProduct(tx: Tx, row: ProductRow): Promise<ProductShown> {
  return {
    row,
    gives: await entitlementsOfProducts(tx, [row.id]),
    prices: await pricesOfProducts(tx, [row.id]),
  };
}

/** Prices of a product: only these, or all but these. Null: all. */
export type PriceChoice = { only: string[] } | { except: string[] } | null;

/** Whether one of a purchase's lines is this product, at one of these prices. */
export function purchaseHolds(productId: string, prices: PriceChoice = null): SQL {
  const isLine = sql`select from purchase_lines l where l.purchase_id = ${purchases.id} and l.product_id = ${productId}`;
  if (prices === null) return sql`(${purchases.productId} = ${productId} or exists (${isLine}))`;
  if ("only" in prices) return sql`exists (${isLine} and l.price_id = any(${textArray(prices.only)}))`;
  return sql`exists (${isLine} and (l.price_id is null or l.price_id <> all(${textArray(prices.except)})))`;
}

const textArray = (texts: string[]) => sql`${sql.param(texts)}::text[]`;

/** How many customers have a live purchase of the product: the number in "do they get it too?". */
export async function countActiveCustomers(
  tx: Tx,
  productId: string,
  prices: PriceChoice = null,
): Promise<number> {
  const [row] = await tx
    .select({ n: countDistinct(purchases.customerId) })
    .from(purchases)
    .where(and(eq(purchases.live, true), purchaseHolds(productId, prices)));
  return row?.n ?? 0;
}

/** How many customers ever bought the product, whether or not their purchase is still live. */
export async function countBuyers(tx: Tx, productId: string): Promise<number> {
  const [row] = await tx
    .select({ n: countDistinct(purchases.customerId) })
    .from(purchases)
    .where(purchaseHolds(productId));
  return row?.n ?? 0;
}

/** An entitlement that a product is to give; `priceIds` null: with every price, absent: as it was. */
export type WantedAttachment = { entitlementId: string; priceIds?: string[] | null | undefined };

/**
 * Replaces the entitlements that the product gives. Existing grants are not affected. Throws `not_found` for an
 * entitlement of another business.
 */
export async function setProductEntitlements(
  tx: Tx,
  businessId: string,
  productId: string,
  wanted: WantedAttachment[],
  actor: Actor,
): Promise<void> {
  const product = await findProduct(tx, businessId, productId);
  const entitlementIds = [...new Set(wanted.map(({ entitlementId }) => entitlementId))];
  for (const id of entitlementIds) await findEntitlement(tx, businessId, id);
  await tx
    .delete(productEntitlements)
    .where(
      and(
        eq(productEntitlements.productId, product.id),
        notInArray(productEntitlements.entitlementId, entitlementIds),
      ),
    );
  for (const attachment of wanted) await saveAttachment(tx, product.id, attachment);
  if (wanted.length > 0) await judgeSalesAgain(tx, businessId, product.id);
  await writeAudit(tx, {
    businessId,
    actor,
    action: "product.entitlements_changed",
    subjectId: product.id,
    details: { name: product.name, entitlementIds },
  });
}

async function saveAttachment(
  tx: Tx,
  productId: string,
  { entitlementId, priceIds }: WantedAttachment,
): Promise<void> {
  if (priceIds) await checkPrices(tx, productId, priceIds);
  const attached = tx
    .insert(productEntitlements)
    .values({ productId, entitlementId, priceIds: priceIds ?? null });
  if (priceIds === undefined) return void (await attached.onConflictDoNothing());
  await attached.onConflictDoUpdate({
    target: [productEntitlements.productId, productEntitlements.entitlementId],
    set: { priceIds },
  });
}

async function checkPrices(tx: Tx, productId: string, priceIds: string[]): Promise<void> {
  const known = (await pricesOfProducts(tx, [productId])).map(({ id }) => id);
  const unknown = priceIds.find((id) => !known.includes(id));
  if (unknown || priceIds.length === 0)
    throw invalid(unknown ? `The product has no price ${unknown}` : "Name a price", {
      price_ids: "must be prices of this product",
    });
}

export type AttachOptions = {
  /** Its active customers get it as well. */
  existingToo: boolean;
  /** Only these prices of the product give it; absent or null: every price. */
  priceIds?: string[] | null;
};

/** Adds one entitlement to a product, or changes with which prices it gives it; the other entitlements stay. */
export async function attachEntitlement(
  tx: Tx,
  businessId: string,
  productId: string,
  entitlementId: string,
  options: AttachOptions,
  actor: Actor,
): Promise<{ runId: string | null }> {
  const product = await findProduct(tx, businessId, productId);
  const entitlement = await findEntitlement(tx, businessId, entitlementId);
  const { priceIds = null, existingToo } = options;
  await saveAttachment(tx, product.id, { entitlementId, priceIds });
  await judgeSalesAgain(tx, businessId, product.id);
  await writeAudit(tx, {
    businessId,
    actor,
    action: "product.entitlement_attached",
    subjectId: product.id,
    details: { product: product.name, entitlement: entitlement.name, ...options },
  });
  if (!existingToo) return { runId: null };
  const input = { productId: product.id, entitlementId, priceIds };
  const total = await countActiveCustomers(tx, product.id, priceIds && { only: priceIds });
  return { runId: await startRun(tx, { businessId, kind: "attach_existing", input, actor, total }) };
}

export async function detachEntitlement(
  tx: Tx,
  businessId: string,
  productId: string,
  entitlementId: string,
  actor: Actor,
): Promise<void> {
  const product = await findProduct(tx, businessId, productId);
  await tx
    .delete(productEntitlements)
    .where(
      and(
        eq(productEntitlements.productId, product.id),
        eq(productEntitlements.entitlementId, entitlementId),
      ),
    );
  await writeAudit(tx, {
    businessId,
    actor,
    action: "product.entitlement_detached",
    subjectId: product.id,
    details: { product: product.name, entitlementId },
  });
}

export type NewProduct = Pick<ProductRow, "name"> &
  Partial<
    Pick<
      ProductRow,
      | "description"
      | "priceAmount"
      | "currency"
      | "interval"
      | "intervalCount"
      | "periodInterval"
      | "periodCount"
      | "priceTerms"
      | "taxCategory"
      | "metadata"
    >
  >;

/** Creates a product that no payment provider sells, for direct grants and for API programs. */
export async function createProduct(
  tx: Tx,
  businessId: string,
  wanted: NewProduct,
  actor: Actor,
): Promise<ProductRow> {
  const [row] = await tx
    .insert(products)
    .values({ ...wanted, id: newId("product"), businessId })
    .returning();
  if (!row) throw new Error("insert returned nothing");
  await writeAudit(tx, {
    businessId,
    actor,
    action: "product.created",
    subjectId: row.id,
    details: { name: row.name },
  });
  return row;
}

export async function updateProduct(
  tx: Tx,
  businessId: string,
  id: string,
  changes: Partial<NewProduct>,
  actor: Actor,
): Promise<ProductRow> {
  const product = await findProduct(tx, businessId, id);
  if (Object.keys(changes).length > 0)
    await tx.update(products).set(changes).where(eq(products.id, product.id));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "product.updated",
    subjectId: product.id,
    details: { fields: Object.keys(changes) },
  });
  return findProduct(tx, businessId, product.id);
}

export async function archiveProduct(
  tx: Tx,
  businessId: string,
  id: string,
  archived: boolean,
  actor: Actor,
): Promise<void> {
  const product = await findProduct(tx, businessId, id);
  await tx
    .update(products)
    .set({ archivedAt: archived ? sql`now()` : null })
    .where(eq(products.id, product.id));
  await writeAudit(tx, {
    businessId,
    actor,
    action: archived ? "product.archived" : "product.unarchived",
    subjectId: product.id,
  });
}

/** A product and its payment connection for the public buy page; null when it is not for sale at this price. */
export async function findProductForSale(tx: Tx, productId: string, priceId: string | null) {
  const [row] = await tx
    .select({ product: products, connection: paymentConnections })
    .from(products)
    .innerJoin(paymentConnections, eq(paymentConnections.id, products.connectionId))
    .where(
      and(
        eq(products.id, productId),
        isNull(products.archivedAt),
        isNull(products.archivedThereAt),
        isNull(paymentConnections.disconnectedAt),
      ),
    );
  if (!row) return null;
  const prices = await pricesOfProducts(tx, [productId]);
  const price = prices.find(({ id, archivedAt }) => id === priceId && archivedAt === null) ?? null;
  return priceId && !price ? null : { ...row, prices, price };
}
