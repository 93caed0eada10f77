import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { products } from "@/db/schema";
import { env } from "@/lib/env";

/** The page where anybody buys a product. */
export function buyUrl(productId: string): string {
  return `${env().APP_URL}/buy/${productId}`;
}

/** Remembers that the merchant took the buy link to share it. */
export async function recordLinkShared(tx: Tx, businessId: string, productId: string): Promise<void> {
  await tx
    .update(products)
    .set({ linkSharedAt: sql`now()` })
    .where(
      and(eq(products.businessId, businessId), eq(products.id, productId), isNull(products.linkSharedAt)),
    );
}
