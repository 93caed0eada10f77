import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type Lane, lanes } from "@/db/schema";
import { hashToken } from "@/lib/crypto";
import { env } from "@/lib/env";

/**
 * Rate limits as measured on Discord, used until the first response headers correct them. One bucket per guild.
 * Other routes have no bucket and count only against the global limit.
 */
export const defaultBuckets = {
  "member-role": { limit: 10, windowMs: 10_000 },
  "add-member": { limit: 10, windowMs: 10_000 },
  "get-member": { limit: 5, windowMs: 1_000 },
  // Discord documents no limit here. If it ever reports one, that must not block everything else.
  "get-guild": { limit: 5, windowMs: 1_000 },
  "kick-member": { limit: 5, windowMs: 1_000 },
  "list-members": { limit: 10, windowMs: 10_000 },
  "my-guilds": { limit: 1, windowMs: 1_000 },
} as const;
type BucketName = keyof typeof defaultBuckets;
export type Bucket = { name: BucketName; major: string };

export type Reservation =
  | { ok: true; goInMs: number; lateAfterMs: number }
  | { ok: false; waitMs: number; blockedBy: string | null };

// A new bot token starts with a clean budget, so that a block of the old token doesn't stay.
function globalKey(): string {
  return `global:${hashToken(env().DISCORD_BOT_TOKEN).slice(0, 12)}`;
}

function bucketKey(bucket: Bucket): string {
  return `${bucket.name}:${bucket.major}`;
}

/**
 * Reserves one call in its bucket and in the global budget, in one statement, by the database's clock.
 * `patienceMs` is how far ahead a waiting customer may reserve; other lanes get the next slot or nothing.
 * `expectedLateMs` is how late this process has recently been for its slots.
 */
export async function reserveCall(
  bucket: Bucket | null,
  lane: Lane,
  patienceMs: number,
  expectedLateMs = 0,
): Promise<Reservation> {
  const known = bucket ? defaultBuckets[bucket.name] : { limit: 0, windowMs: 0 };
  const [row] = await db().execute<{
    booked: boolean;
    wait_ms: number;
    late_after_ms: number;
    blocked_by: string | null;
  }>(
    sql`select * from reserve_discord_call(${bucket ? bucketKey(bucket) : null}, ${known.limit}, ${known.windowMs},
      ${globalKey()}, ${env().DISCORD_CALLS_PER_SECOND}, ${lanes[lane]}, ${patienceMs}, ${expectedLateMs})`,
  );
  if (!row) throw new Error("reserve_discord_call answered nothing");
  if (row.booked) return { ok: true, goInMs: row.wait_ms, lateAfterMs: row.late_after_ms };
  return { ok: false, waitMs: row.wait_ms, blockedBy: row.blocked_by };
}

const headerNumber = (headers: Headers, name: string): number | null => {
  const value = headers.get(name);
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
};

/** Learns a bucket's limit, window and current state from response headers. */
export async function learnFromHeaders(bucket: Bucket, headers: Headers): Promise<void> {
  const limit = headerNumber(headers, "x-ratelimit-limit");
  const remaining = headerNumber(headers, "x-ratelimit-remaining");
  const resetAfter = headerNumber(headers, "x-ratelimit-reset-after");
  if (!limit || remaining === null || resetAfter === null) return;
  const resetMs = Math.ceil(resetAfter * 1000);
  // The first call of a window reveals the window's full length.
  const windowMs = remaining === limit - 1 ? Math.max(resetMs, 1) : null;
  const spent = remaining === 0;
  await db().execute(sql`
    update rate_buckets set "limit" = ${limit},
      window_ms = case when ${windowMs}::int is null then window_ms else ${windowMs}::int end,
      blocked_until = case when ${spent} then greatest(blocked_until, clock_timestamp() + make_interval(secs => ${resetMs / 1000}))
        else blocked_until end
    where key = ${bucketKey(bucket)}
      and ("limit" <> ${limit} or ${spent} or (${windowMs}::int is not null and abs(window_ms - ${windowMs}::int) > 2))`);
}

/** Blocks one bucket, or all calls, for a while: after a 429, or when Discord refuses the bot's token. */
export async function blockBudget(
  what: Bucket | "everything",
  seconds: number,
  reason: string,
): Promise<void> {
  const key = what === "everything" ? globalKey() : bucketKey(what);
  await db().execute(sql`
    update rate_buckets set blocked_reason = ${reason},
      blocked_until = greatest(blocked_until, clock_timestamp() + make_interval(secs => ${seconds}))
    where key = ${key}`);
}

const refusalsAllowed = 1_000;

/**
 * Counts a refusal (401, 403, a 429 we caused). Discord bans an IP address after 10,000 in ten minutes; we stop all
 * calls at a tenth of that.
 */
export async function countRefusal(): Promise<void> {
  await db().execute(sql`
    update rate_buckets set
      refusals = case when refusals_since < now() - interval '10 minutes' then 1 else refusals + 1 end,
      refusals_since = case when refusals_since < now() - interval '10 minutes' then now() else refusals_since end,
      blocked_until = case when refusals >= ${refusalsAllowed} and refusals_since > now() - interval '10 minutes'
        then refusals_since + interval '10 minutes' else blocked_until end,
      blocked_reason = case when refusals >= ${refusalsAllowed} then 'refusals' else blocked_reason end
    where key = ${globalKey()}`);
}

/** The global budget's state for health and metrics: whether, why and for how long all calls are blocked. */
export async function budgetState(): Promise<{
  blockedSeconds: number;
  blockedBy: string | null;
  refusals: number;
}> {
  const [row] = await db().execute<{ seconds: number; reason: string | null; refusals: number }>(sql`
    select greatest(0, coalesce(extract(epoch from blocked_until - clock_timestamp()), 0))::float8 as seconds, blocked_reason as reason,
      case when refusals_since < now() - interval '10 minutes' then 0 else refusals end as refusals
    from rate_buckets where key = ${globalKey()}`);
  const seconds = row?.seconds ?? 0;
  return {
    blockedSeconds: seconds,
    blockedBy: seconds > 0 ? (row?.reason ?? null) : null,
    refusals: row?.refusals ?? 0,
  };
}
