import { and, count, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { grants, productEntitlements, productPrices, products, purchaseLines, purchases } from "@/db/schema";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "./connection-row";
import type { ProviderPrice, ProviderProduct } from "./provider";

/** Stores a provider's product with its prices and returns our row's id. */
export async function saveProduct(
  tx: Tx,
  connection: Pick<ConnectionRow, "id" | "businessId">,
  product: ProviderProduct,
): Promise<string> {
  const { externalId, prices, archived = false, ...shown } = product;
  const archivedThereAt = archived ? sql`coalesce(${products.archivedThereAt}, now())` : null;
  const adopted = await adoptProductsOfPrices(tx, connection.id, product);
  const [row] = await tx
    .insert(products)
    .values({
      ...shown,
      id: newId("product"),
      businessId: connection.businessId,
      connectionId: connection.id,
      externalId,
      archivedThereAt: archived ? sql`now()` : null,
    })
    .onConflictDoUpdate({
      target: [products.connectionId, products.externalId],
      set: { ...shown, archivedThereAt, updatedAt: sql`now()` },
    })
    .returning({ id: products.id });
  if (!row) throw new Error("insert returned nothing");
  for (const price of prices) await savePrice(tx, connection.id, row.id, price);
  for (const former of adopted) await moveToPrice(tx, connection.id, row.id, former);
  return row.id;
}

async function savePrice(
  tx: Tx,
  connectionId: string,
  productId: string,
  { externalId, archived, ...shown }: ProviderPrice,
): Promise<void> {
  const columns = {
    ...shown,
    productId,
    archivedAt: archived ? sql`coalesce(product_prices.archived_at, now())` : null,
  };
  await tx
    .insert(productPrices)
    .values({
      ...columns,
      archivedAt: archived ? sql`now()` : null,
      id: newId("price"),
      connectionId,
      externalId,
    })
    .onConflictDoUpdate({
      target: [productPrices.connectionId, productPrices.externalId],
      set: { ...columns, updatedAt: sql`now()` },
    });
}

type Former = { id: string; externalId: string };

/**
 * Earlier releases stored each price as a product. The first such row becomes the product, and all of them are
 * returned to be merged into it. After that this does nothing.
 */
async function adoptProductsOfPrices(
  tx: Tx,
  connectionId: string,
  { externalId, prices }: ProviderProduct,
): Promise<Former[]> {
  if (prices.length === 0) return [];
  const rows = await tx
    .select({ id: products.id, externalId: products.externalId })
    .from(products)
    .where(
      and(
        eq(products.connectionId, connectionId),
        inArray(products.externalId, [externalId, ...prices.map((price) => price.externalId)]),
      ),
    )
    .orderBy(products.createdAt)
    .for("update");
  const former = rows.flatMap(({ id, externalId: own }) =>
    own && own !== externalId ? [{ id, externalId: own }] : [],
  );
  const [first] = former;
  if (first && former.length === rows.length)
    await tx.update(products).set({ externalId }).where(eq(products.id, first.id));
  return former;
}

/** What was attached to a price stays with that price, unless it is the product's only one. */
async function moveToPrice(
  tx: Tx,
  connectionId: string,
  productId: string,
  { id: formerId, externalId }: Former,
): Promise<void> {
  const [price] = await tx
    .select({ id: productPrices.id })
    .from(productPrices)
    .where(and(eq(productPrices.connectionId, connectionId), eq(productPrices.externalId, externalId)));
  if (!price) return;
  const priceIds = (await countPrices(tx, productId)) === 1 ? null : [price.id];
  const attached = await tx
    .select()
    .from(productEntitlements)
    .where(eq(productEntitlements.productId, formerId));
  for (const { entitlementId, attachedAt } of attached) {
    if (formerId === productId)
      await tx
        .update(productEntitlements)
        .set({ priceIds })
        .where(
          and(
            eq(productEntitlements.productId, productId),
            eq(productEntitlements.entitlementId, entitlementId),
          ),
        );
    else
      await tx
        .insert(productEntitlements)
        .values({ productId, entitlementId, attachedAt, priceIds })
        .onConflictDoUpdate({
          target: [productEntitlements.productId, productEntitlements.entitlementId],
          set: { priceIds: sql`product_entitlements.price_ids || excluded.price_ids` },
        });
  }
  await tx
    .update(purchaseLines)
    .set({ productId, priceId: price.id })
    .where(eq(purchaseLines.productId, formerId));
  if (formerId === productId) return;
  await tx.update(purchases).set({ productId }).where(eq(purchases.productId, formerId));
  await tx.update(grants).set({ productId }).where(eq(grants.productId, formerId));
  await tx.delete(productEntitlements).where(eq(productEntitlements.productId, formerId));
  await tx
    .update(products)
    .set({ externalId: null, archivedAt: sql`now()` })
    .where(eq(products.id, formerId));
}

async function countPrices(tx: Tx, productId: string): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(productPrices)
    .where(eq(productPrices.productId, productId));
  return row?.n ?? 0;
}
