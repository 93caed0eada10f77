import { type SQL, sql } from "drizzle-orm";
import type { HeldLock } from "@/db/lock";
import { syncAccess } from "@/lib/access/sync-access";
import { sendEmail } from "@/lib/email/send-email";
import { env } from "@/lib/env";
import { tendGrant } from "@/lib/grants/grant-timer";
import { auditGuild } from "@/lib/guilds/audit-guild";
import { checkGuild } from "@/lib/guilds/check-guild";
import { syncProducts } from "@/lib/payments/connections";
import { applyEvent } from "@/lib/purchases/apply-event";
import { catchUp } from "@/lib/purchases/catch-up";
import { deliverEvent } from "@/lib/webhooks/deliver-event";
import { dueDeliveries } from "@/lib/webhooks/due-deliveries";
import { stepRun } from "./step-run";

/** One kind of background work: rows that become due, and the verb that makes one of them true. */
export type Job = {
  /** The table, and the columns that name a row; ids of two columns are joined by a colon. */
  table: string;
  key: readonly string[];
  dueColumn?: string;
  attemptsColumn?: string;
  /** Rows at once in one worker. */
  atOnce: () => number;
  /** Ids of so many due rows, fairly over those who wait. */
  due: (limit: number) => SQL;
  /** What happens to a row that failed ten times with a bug: set aside, so that it never blocks others. */
  park: SQL;
  run: (id: string, lock: HeldLock) => Promise<void>;
};

// Everybody's first row goes before anybody's second, so that one who has thousands holds up nobody.
const dueBy = (table: string, perBusiness: number) => (limit: number) =>
  sql`
  select due.id from businesses o cross join lateral (
    select t.id, t.due_at, row_number() over (order by t.due_at, t.id) as turn from (
      select id, due_at from ${sql.raw(table)} where business_id = o.id and due_at <= clock_timestamp()
      order by due_at limit ${perBusiness}) t) due
  order by due.turn, due.due_at limit ${limit}`;
const dueOf = (table: string) => (limit: number) =>
  sql`
  select id from ${sql.raw(table)} where due_at <= clock_timestamp() order by due_at limit ${limit}`;
// Sign-in mails belong to no business, and somebody waits for them.
const dueEmails = (limit: number) => sql`
  (select id from emails where business_id is null and due_at <= clock_timestamp() order by due_at limit ${limit})
  union all (${dueBy("emails", 20)(limit)}) limit ${limit}`;

// A waiting customer goes before revokes, those before bulk work; no server holds more than a few slots, and no
// business's second access goes before another's first.
const dueAccesses = (limit: number) => sql`
  select due.guild_id || ':' || due.discord_user_id as id from guilds g cross join lateral (
    (select guild_id, discord_user_id, lane, due_at from accesses a
      where a.guild_id = g.id and a.lane = 0 and a.due_at <= clock_timestamp() order by a.due_at limit 8)
    union all
    (select guild_id, discord_user_id, lane, due_at from accesses a
      where a.guild_id = g.id and a.lane > 0 and a.due_at <= clock_timestamp() order by a.lane, a.due_at limit 4)) due
  order by due.lane, row_number() over (partition by g.business_id, due.lane order by due.due_at), due.due_at
  limit ${limit}`;

const splitKey = (id: string): [string, string] => {
  const [guildId = "", userId = ""] = id.split(":");
  return [guildId, userId];
};

const workers = () => env().WORKER_CONCURRENCY;
const few = (share: number) => () => Math.max(1, Math.ceil(workers() * share));

/** The table of contents of all background work: which rows, which verb. Every verb may run twice. */
export const catalog: Record<string, Job> = {
  "apply purchase events": {
    table: "inbox_events",
    key: ["id"],
    atOnce: few(0.25),
    due: dueBy("inbox_events", 20),
    run: applyEvent,
    park: sql`due_at = null, parked_reason = 'It failed ten times; the log tells why'`,
  },
  "sync access": {
    table: "accesses",
    key: ["guild_id", "discord_user_id"],
    atOnce: workers,
    due: dueAccesses,
    run: (id, lock) => syncAccess(...splitKey(id), lock),
    // Somebody paid for it: it goes on by the hour, with an alarm.
    park: sql`due_at = now() + interval '1 hour', parked_at = coalesce(parked_at, now())`,
  },
  "tend grants": {
    table: "grants",
    key: ["id"],
    atOnce: few(0.15),
    due: dueBy("grants", 20),
    run: tendGrant,
    park: sql`due_at = null`,
  },
  "send emails": {
    table: "emails",
    key: ["id"],
    atOnce: few(0.25),
    due: dueEmails,
    run: sendEmail,
    park: sql`due_at = null, status = 'failed'`,
  },
  "deliver webhooks": {
    table: "deliveries",
    key: ["id"],
    // Each may wait 15 seconds for a merchant's server, and costs next to nothing meanwhile.
    atOnce: () => workers() * 16,
    due: dueDeliveries,
    run: deliverEvent,
    park: sql`due_at = null, status = 'failed'`,
  },
  "check servers": {
    table: "guilds",
    key: ["id"],
    atOnce: few(0.15),
    due: dueOf("guilds"),
    run: (id) => checkGuild(id),
    park: sql`due_at = now() + interval '1 hour'`,
  },
  "audit servers": {
    table: "guilds",
    key: ["id"],
    dueColumn: "audit_due_at",
    attemptsColumn: "audit_attempts",
    atOnce: few(0.05),
    due: (limit) =>
      sql`select id from guilds where audit_due_at <= clock_timestamp() order by audit_due_at limit ${limit}`,
    run: auditGuild,
    park: sql`audit_due_at = now() + interval '1 day'`,
  },
  "read products": {
    table: "payment_connections",
    key: ["id"],
    atOnce: few(0.05),
    due: dueOf("payment_connections"),
    run: syncProducts,
    park: sql`due_at = now() + interval '1 hour'`,
  },
  "catch up with providers": {
    table: "payment_connections",
    key: ["id"],
    dueColumn: "catch_up_due_at",
    attemptsColumn: "catch_up_attempts",
    atOnce: few(0.05),
    due: (limit) =>
      sql`select id from payment_connections where catch_up_due_at <= clock_timestamp() order by catch_up_due_at limit ${limit}`,
    run: catchUp,
    park: sql`catch_up_due_at = now() + interval '1 hour', catch_up_error = 'It failed ten times; the log tells why'`,
  },
  "go on with runs": {
    table: "bulk_runs",
    key: ["id"],
    atOnce: few(0.1),
    due: dueOf("bulk_runs"),
    run: stepRun,
    park: sql`due_at = null, last_error = 'It failed ten times; the log tells why'`,
  },
};
