import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { rateCounters } from "@/db/schema";

/**
 * Counts one more call for `key` and returns whether it is within `limit` per window. Shared by all processes, by the
 * database's clock.
 */
export async function countWithin(
  tx: Tx,
  key: string,
  limit: number,
  windowSeconds: number,
): Promise<boolean> {
  const over = sql`${rateCounters.windowStartedAt} < clock_timestamp() - make_interval(secs => ${windowSeconds})`;
  const [counter] = await tx
    .insert(rateCounters)
    .values({ key, windowStartedAt: sql`clock_timestamp()`, count: 1 })
    .onConflictDoUpdate({
      target: rateCounters.key,
      set: {
        count: sql`case when ${over} then 1 else ${rateCounters.count} + 1 end`,
        windowStartedAt: sql`case when ${over} then clock_timestamp() else ${rateCounters.windowStartedAt} end`,
      },
    })
    .returning({ count: rateCounters.count });
  return (counter?.count ?? 1) <= limit;
}
