import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { runStatement, type Tx } from "@/db/client";
import { apiKeys } from "@/db/schema";
import { type Actor, writeAudit } from "./audit";
import { hashToken, randomToken } from "./crypto";
import { notFound } from "./errors";
import { newId } from "./ids";

export type ApiKey = Omit<typeof apiKeys.$inferSelect, "hash">;

const shown = {
  id: apiKeys.id,
  businessId: apiKeys.businessId,
  name: apiKeys.name,
  hint: apiKeys.hint,
  readOnly: apiKeys.readOnly,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  revokedAt: apiKeys.revokedAt,
};

/** Returns the key, which can't be read again: only its hash and last four characters are stored. */
export async function createApiKey(
  tx: Tx,
  input: { businessId: string; name: string; readOnly: boolean; expiresAt: Date | null; actor: Actor },
): Promise<{ id: string; key: string }> {
  const { actor, ...row } = input;
  const key = `gh_${randomToken()}`;
  const id = newId("apiKey");
  await tx.insert(apiKeys).values({ ...row, id, hash: hashToken(key), hint: key.slice(-4) });
  await writeAudit(tx, {
    businessId: input.businessId,
    actor,
    action: "api_key.created",
    subjectId: id,
    details: { name: input.name, readOnly: input.readOnly, expiresAt: input.expiresAt },
  });
  return { id, key };
}

export async function listApiKeys(tx: Tx, businessId: string): Promise<ApiKey[]> {
  return tx
    .select(shown)
    .from(apiKeys)
    .where(eq(apiKeys.businessId, businessId))
    .orderBy(sql`revoked_at is not null`, desc(apiKeys.createdAt));
}

export async function revokeApiKey(tx: Tx, businessId: string, id: string, actor: Actor): Promise<void> {
  const [revoked] = await tx
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKeys.businessId, businessId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ name: apiKeys.name });
  if (!revoked) throw notFound("API key");
  await writeAudit(tx, {
    businessId,
    actor,
    action: "api_key.revoked",
    subjectId: id,
    details: { name: revoked.name },
  });
}

export type KeyInUse = Pick<ApiKey, "id" | "businessId" | "name" | "readOnly"> & {
  /** Calls with this key in the current second across all processes, including those just counted. */
  calls: number;
  /** When the next second begins, as Unix time and in milliseconds from now. */
  reset: number;
  msLeft: number;
};

/**
 * Finds a valid key and counts `take` more calls in the current second. Null for unknown, revoked and expired keys.
 * Keys are found by SHA-256, so the comparison leaks nothing. It is one prepared statement, because every API call
 * waits for it. Losing the count in a crash is fine, so it doesn't wait for the disk. `lastUsedAt` is written at most
 * once a minute.
 */
export async function takeCalls(presentedKey: string, take: number): Promise<KeyInUse | null> {
  if (!/^gh_[\w-]{43}$/.test(presentedKey)) return null;
  const [key] = await runStatement(
    (driver) => driver<KeyInUse[]>`
    with unhurried as materialized (select set_config('synchronous_commit', 'off', true)),
    found as materialized (
      select id, business_id, name, read_only, last_used_at from api_keys
      where hash = ${hashToken(presentedKey)} and revoked_at is null
        and (expires_at is null or expires_at > now())),
    used as (
      update api_keys set last_used_at = now() from found
      where api_keys.id = found.id
        and (found.last_used_at is null or found.last_used_at < now() - interval '1 minute')),
    counted as (
      insert into rate_counters as c (key, window_started_at, count)
      select 'api:' || found.id, date_trunc('second', clock_timestamp()), ${take}::int from found, unhurried
      on conflict (key) do update set
        count = case when c.window_started_at = excluded.window_started_at
          then c.count + excluded.count else excluded.count end,
        window_started_at = excluded.window_started_at
      returning count, window_started_at)
    select id, business_id as "businessId", name, read_only as "readOnly", counted.count as calls,
      extract(epoch from counted.window_started_at)::int + 1 as reset,
      (1000 - extract(milliseconds from clock_timestamp() - counted.window_started_at))::float8 as "msLeft"
    from found, counted`,
  );
  return key ?? null;
}
