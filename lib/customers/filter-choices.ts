import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { entitlements, guilds, products } from "@/db/schema";

export type Choice = { id: string; name: string };

const most = 200;

/** What people can be filtered by, and be given: the business's products, servers and entitlements, by name. */
export async function readFilterChoices(tx: Tx, businessId: string) {
  return {
    products: await tx
      .select({ id: products.id, name: products.name })
      .from(products)
      .where(and(eq(products.businessId, businessId), isNull(products.archivedAt)))
      .orderBy(sql`lower(${products.name})`)
      .limit(most),
    servers: await tx
      .select({ id: guilds.id, name: guilds.name })
      .from(guilds)
      .where(and(eq(guilds.businessId, businessId), isNull(guilds.releasedAt)))
      .orderBy(sql`lower(${guilds.name})`)
      .limit(most),
    entitlements: await tx
      .select({ id: entitlements.id, name: entitlements.name })
      .from(entitlements)
      .where(and(eq(entitlements.businessId, businessId), isNull(entitlements.deletedAt)))
      .orderBy(sql`lower(${entitlements.name})`)
      .limit(most),
  };
}
