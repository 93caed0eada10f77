import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, customers } from "@/db/schema";
import { hasEmail } from "@/lib/customers/customers";

/** In whose name a customer's page speaks. */
export type Merchant = { name: string; logoUrl: string | null; brandColor: string | null };

export function merchantOf({ name, logoUrl, brandColor }: typeof businesses.$inferSelect): Merchant {
  return { name, logoUrl, brandColor };
}

/** The one business that this customer, or everybody with this address, bought from; null if there are several. */
export async function onlyBusinessOf(
  tx: Tx,
  { email, customerId }: { email: string; customerId: string | null },
): Promise<typeof businesses.$inferSelect | null> {
  const theirs = customerId ? eq(customers.id, customerId) : hasEmail(email);
  const found = await tx
    .select()
    .from(businesses)
    .where(sql`${businesses.id} in (select ${customers.businessId} from ${customers} where ${theirs})`)
    .limit(2);
  return found.length === 1 ? (found[0] ?? null) : null;
}
