import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { newestFirst } from "@/db/keyset";
import { entitlements, grants } from "@/db/schema";

/** A customer's grants with their entitlement's name and description. Newest first, at most a thousand. */
export async function grantsOfCustomer(tx: Tx, businessId: string, customerId: string) {
  return tx
    .select({
      grant: grants,
      entitlement: { name: entitlements.name, description: entitlements.description },
    })
    .from(grants)
    .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
    .where(and(eq(grants.businessId, businessId), eq(grants.customerId, customerId)))
    .orderBy(...newestFirst(grants, grants.createdAt))
    .limit(1000);
}
