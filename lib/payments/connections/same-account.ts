import { and, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { paymentConnections, productPrices, products } from "@/db/schema";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import type { ProviderProduct } from "@/lib/payments/provider";
import type { TriedKey } from "./try-key";

/** A connection of the same account, past or present. A present one comes first. */
export async function findSameAccount(
  tx: Tx,
  { businessId, provider }: Pick<ConnectionRow, "businessId" | "provider">,
  key: TriedKey,
): Promise<ConnectionRow | null> {
  const rows = await tx
    .select()
    .from(paymentConnections)
    .where(
      and(
        eq(paymentConnections.businessId, businessId),
        eq(paymentConnections.provider, provider),
        or(isNull(paymentConnections.mode), eq(paymentConnections.mode, key.mode)),
      ),
    )
    .orderBy(sql`${paymentConnections.disconnectedAt} desc nulls first`, desc(paymentConnections.createdAt));
  for (const row of rows) if ((await compareAccount(tx, row, key)) === "same") return row;
  return null;
}

/** Whether a key belongs to the connection's account: by the merchant's id, or else by the account's products. */
export async function compareAccount(
  tx: Tx,
  { id, externalBusinessId }: Pick<ConnectionRow, "id" | "externalBusinessId">,
  key: Pick<TriedKey, "business" | "products">,
): Promise<"same" | "other" | "unknown"> {
  if (externalBusinessId && key.business) return externalBusinessId === key.business ? "same" : "other";
  if (await knowsAny(tx, id, key.products)) return "same";
  const [anything] = await tx
    .select({ id: products.id })
    .from(products)
    .where(eq(products.connectionId, id))
    .limit(1);
  return anything ? "other" : "unknown";
}

/** Price ids are more reliable: a product copied from test to live mode keeps its id. */
async function knowsAny(tx: Tx, connectionId: string, offered: ProviderProduct[]): Promise<boolean> {
  const ids = offered.flatMap(({ externalId, prices }) =>
    prices.length > 0 ? prices.map((price) => price.externalId) : [externalId],
  );
  if (ids.length === 0) return false;
  const [known] = await tx
    .select({ id: products.id })
    .from(products)
    .leftJoin(productPrices, eq(productPrices.productId, products.id))
    .where(
      and(
        eq(products.connectionId, connectionId),
        // Earlier releases stored each price as a product.
        or(inArray(productPrices.externalId, ids), inArray(products.externalId, ids)),
      ),
    )
    .limit(1);
  return known !== undefined;
}
