import { sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
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
  token: { limit: 50, windowMs: 1_000 },
  // Strangers with a link can cause these calls. A limit of our own leaves most of the budget to everybody else.
  consent: { limit: 20, windowMs: 1_000 },
} as const;
type BucketName = keyof typeof defaultBuckets;
export type Bucket = { name: BucketName; major: string };

/** A customer's way back from Discord's consent page. */
export const consentBucket: Bucket = { name: "consent", major: "all" };

/** A booked call. `booking` identifies it in the database. */
export type BookedCall = { bucket: Bucket | null; booking: string };
export type Booking =
  | { ok: true; goInMs: number; call: BookedCall }
  | { ok: false; waitMs: number; place: string | null; blockedBy: string | null };

// A new bot token starts with a clean budget, so that a block of the old token doesn't stay.
function globalKey(): string {
  return `global:${hashToken(env().DISCORD_BOT_TOKEN).slice(0, 12)}`;
}

function bucketKey(bucket: Bucket): string {
  return `${bucket.name}:${bucket.major}`;
}

/**
 * Books one call in its bucket and in the global budget, by the database's clock. Whoever gets no slot asks again
 * after `waitMs`, and names the `place` that was kept in the queue. A place is only kept for up to `patienceMs`.
 */
export async function bookCall(
  bucket: Bucket | null,
  ask: {
    /** Calls that no person waits for keep an even pace. */
    paced: boolean;
    /** Whether to get a place in the queue. Others take what the queue leaves. */
    queues: boolean;
    place: string | null;
    patienceMs: number;
  },
): Promise<Booking> {
  const known = bucket ? defaultBuckets[bucket.name] : { limit: 0, windowMs: 0 };
  const [row] = await db().execute<{
    wait_ms: number;
    booking: string | null;
    kept_place: string | null;
    blocked_by: string | null;
  }>(
    sql`select * from book_discord_call(${bucket ? bucketKey(bucket) : null}, ${known.limit}, ${known.windowMs},
      ${globalKey()}, ${env().DISCORD_CALLS_PER_SECOND}, 
      ${ask.paced}, ${ask.queues}, ${ask.place}::timestamptz, ${Math.max(0, Math.ceil(ask.patienceMs))})`,
  );
  if (!row) throw new Error("book_discord_call answered nothing");
  if (row.booking !== null)
    return { ok: true, goInMs: Math.max(0, row.wait_ms), call: { bucket, booking: row.booking } };
  return { ok: false, waitMs: row.wait_ms, place: row.kept_place, blockedBy: row.blocked_by };
}

/** Gives back a booking for a call that was not sent. */
export async function giveBack(call: BookedCall): Promise<void> {
  await settle(call, null, null);
}

/**
 * Records that a call was sent, `sentAfterMs` after its slot, and what the headers of its answer say about the bucket.
 * Without an answer (`headers` is null) only the time counts.
 */
export async function settleCall(
  call: BookedCall,
  sentAfterMs: number,
  headers: Headers | null,
): Promise<void> {
  const isOurOwn = call.bucket?.name === consentBucket.name;
  await settle(call, Math.ceil(sentAfterMs), headers && !isOurOwn ? toldBy(headers) : null);
}

type Told = { limit: number; remaining: number; resetMs: number };

async function settle({ bucket, booking }: BookedCall, sentAfterMs: number | null, told: Told | null) {
  await db().execute(
    sql`select settle_discord_call(${bucket ? bucketKey(bucket) : null}, ${globalKey()}, ${booking}::timestamptz,
      ${sentAfterMs}::int, ${told?.limit ?? null}::int, ${told?.remaining ?? null}::int, ${told?.resetMs ?? null}::int)`,
  );
}

const headerNumber = (headers: Headers, name: string): number | null => {
  const value = headers.get(name);
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
};

function toldBy(headers: Headers): Told | null {
  const limit = headerNumber(headers, "x-ratelimit-limit");
  const remaining = headerNumber(headers, "x-ratelimit-remaining");
  const resetAfter = headerNumber(headers, "x-ratelimit-reset-after");
  if (!limit || remaining === null || resetAfter === null) return null;
  return { limit: Math.ceil(limit), remaining: Math.floor(remaining), resetMs: Math.ceil(resetAfter * 1000) };
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

/** Ends a block of all calls that has this reason. */
export async function unblockBudget(tx: Tx, reason: string): Promise<void> {
  await tx.execute(sql`
    update rate_buckets set blocked_until = null, blocked_reason = null
    where key = ${globalKey()} and blocked_reason = ${reason}`);
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
