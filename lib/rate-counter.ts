import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";

/**
 * Whether one more call for `key` is within its limit, and counts it if so: `limit` calls at once, and one more each
 * `windowSeconds / limit` seconds. Shared by all processes, by the database's clock. A refused call writes nothing.
 */
export async function countWithin(
  tx: Tx,
  key: string,
  limit: number,
  windowSeconds: number,
): Promise<boolean> {
  const each = sql`make_interval(secs => ${windowSeconds / limit}::float8)`;
  // The millisecond makes up for rounding, so that the last call of a full bucket is not refused.
  const patience = sql`make_interval(secs => ${windowSeconds - windowSeconds / limit + 0.001}::float8)`;
  const counted = await tx.execute(sql`
    insert into token_buckets (key, full_at) values (${key}, clock_timestamp() + ${each})
    on conflict (key) do update set full_at = greatest(token_buckets.full_at, clock_timestamp()) + ${each}
    where token_buckets.full_at <= clock_timestamp() + ${patience} returning 1`);
  return counted.length > 0;
}
