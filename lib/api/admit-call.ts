import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type ApiKey, findApiKey } from "@/lib/api-keys";
import { ApiError } from "./api-error";
import { callsPerSecond } from "./limits";

export type Admitted = { key: ApiKey; headers: Record<string, string> };

/** Whose call it is, counted against the key's limit. All wrong keys look the same. */
export async function admitCall(request: Request): Promise<Admitted> {
  const presented = /^Bearer ([\w-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const key = presented ? await findApiKey(db(), presented) : null;
  if (!key) throw new ApiError("UNAUTHORIZED", "Send a valid API key: Authorization: Bearer <key>");
  const { count, reset } = await countCall(key.id);
  const headers = {
    "x-ratelimit-limit": String(callsPerSecond),
    "x-ratelimit-remaining": String(Math.max(0, callsPerSecond - count)),
    "x-ratelimit-reset": String(reset),
  };
  if (count > callsPerSecond)
    throw new ApiError("TOO_MANY_REQUESTS", `More than ${callsPerSecond} calls in one second with this key`, {
      headers: { ...headers, "retry-after": "1" },
    });
  return { key, headers };
}

/** One more in the present second by the database's clock. The count may be lost in a crash; it need not wait for the disk. */
async function countCall(keyId: string): Promise<{ count: number; reset: number }> {
  const [counted] = await db().execute<{ count: number; reset: number }>(sql`
    with unhurried as materialized (select set_config('synchronous_commit', 'off', true))
    insert into rate_counters as c (key, window_started_at, count)
    select ${`api:${keyId}`}, date_trunc('second', clock_timestamp()), 1 from unhurried
    on conflict (key) do update set
      count = case when c.window_started_at = excluded.window_started_at then c.count + 1 else 1 end,
      window_started_at = excluded.window_started_at
    returning count, extract(epoch from window_started_at)::int + 1 as reset`);
  return counted ?? { count: 1, reset: 0 };
}
