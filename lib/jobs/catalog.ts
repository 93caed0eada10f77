import { type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable, PgUpdateSetSource } from "drizzle-orm/pg-core";
import { db } from "@/db/client";
import type { HeldLock } from "@/db/lock";
import {
  accesses,
  bulkRuns,
  businesses,
  deliveries,
  discordAccounts,
  discordOutages,
  emails,
  grants,
  guilds,
  inboxEvents,
  paymentConnections,
  purchases,
} from "@/db/schema";
import { syncAccess } from "@/lib/access/sync-access";
import { probeDiscord } from "@/lib/discord/probe-discord";
import { revokeLeftTokens } from "@/lib/discord/tokens";
import { sendEmail } from "@/lib/email/send-email";
import { env } from "@/lib/env";
import { runGrantTimer } from "@/lib/grants/grant-timer";
import { auditGuild } from "@/lib/guilds/audit-guild";
import { checkGuild } from "@/lib/guilds/check-guild";
import { syncProducts } from "@/lib/payments/connections/sync-products";
import { applyEvent } from "@/lib/purchases/apply-event";
import { catchUp } from "@/lib/purchases/catch-up";
import { refoldPurchase } from "@/lib/purchases/fold-purchase";
import { deliverEvent } from "@/lib/webhooks/deliver-event";
import { dueDeliveries } from "@/lib/webhooks/due-deliveries";
import { dueAccesses } from "./due-accesses";
import { inTurn, type Look } from "./look";
import { stepRun } from "./step-run";

/** One kind of background work: rows that become due, and the verb that processes one of them. */
export type Job = {
  table: PgTable;
  /** The columns that identify a row. The ids of two columns are joined by a colon. */
  key: readonly PgColumn[];
  dueAt: PgColumn;
  attempts: PgColumn;
  /** How many rows one worker processes at the same time. */
  atOnce: () => number;
  /**
   * Selects up to `limit` due rows, fairly across businesses: their `id` and, for the next look, whose they are. The
   * condition uses `now()`, because Postgres looks up no `clock_timestamp()` in an index.
   */
  due: (limit: number, look: Look) => SQL;
  /** How many rows one look takes at most. */
  perLook?: number;
  run: (id: string, lock: HeldLock) => Promise<void>;
  /** Sets aside a row that failed ten times with a bug, so that it doesn't block others. */
  park: (row: SQL, reason: string) => Promise<unknown>;
};

type Columns = Pick<Job, "key" | "dueAt" | "attempts">;
type Work<Table extends PgTable> = Pick<Job, "atOnce" | "due" | "perLook" | "run"> & {
  park: PgUpdateSetSource<Table> | ((reason: string) => PgUpdateSetSource<Table>);
};

function job<Table extends PgTable>(table: Table, { key, dueAt, attempts }: Columns, work: Work<Table>): Job {
  const park = async (row: SQL, reason: string) =>
    db()
      .update(table)
      .set(typeof work.park === "function" ? work.park(reason) : work.park)
      .where(row);
  return { ...work, table, key, dueAt, attempts, park };
}

type ColumnOf<Name extends string> = Record<Name, PgColumn>;

/** The columns of most jobs. */
const defaultColumns = (table: ColumnOf<"id" | "dueAt" | "attempts">): Columns => ({
  key: [table.id],
  dueAt: table.dueAt,
  attempts: table.attempts,
});

// Each business's first row comes before any business's second, so that one with thousands blocks nobody.
const fairly =
  (table: PgTable & ColumnOf<"id" | "businessId" | "dueAt">, perBusiness: number) =>
  (limit: number, look: Look) =>
    sql`
  select due.id, due.tenant from ${businesses} cross join lateral (
    select next.id, next.due_at, ${businesses.id} as tenant, row_number() over (order by next.due_at, next.id) as turn from (
      select ${table.id}, ${table.dueAt} from ${table}
      where ${table.businessId} = ${businesses.id} and ${table.dueAt} <= now()
      order by ${table.dueAt} limit ${perBusiness}) next) due
  order by ${inTurn(look, sql`0`)}, due.due_at limit ${limit}`;

const oldestFirst = (table: PgTable & ColumnOf<"id">, dueAt: PgColumn) => (limit: number) =>
  sql`
  select ${table.id} from ${table} where ${dueAt} <= now() order by ${dueAt} limit ${limit}`;

// Sign-in emails belong to no business, and somebody is waiting for them.
const dueEmails = (limit: number, look: Look) => sql`
  (select ${emails.id}, null as tenant from ${emails} where ${emails.businessId} is null and ${emails.dueAt} <= now()
    order by ${emails.dueAt} limit ${limit})
  union all (${fairly(emails, 20)(limit, look)}) limit ${limit}`;

const splitKey = (id: string): [string, string] => {
  const [guildId = "", userId = ""] = id.split(":");
  return [guildId, userId];
};

const workers = () => env().WORKER_CONCURRENCY;
const few = (share: number) => () => Math.max(1, Math.ceil(workers() * share));

const failedTenTimes = (reason: string) => `Failed ten times: ${reason}`;

/** All background work: which rows, which verb. A verb may run twice for one row. */
export const catalog: Record<string, Job> = {
  "apply purchase events": job(inboxEvents, defaultColumns(inboxEvents), {
    atOnce: few(0.25),
    due: fairly(inboxEvents, 20),
    run: applyEvent,
    park: (reason) => ({ dueAt: null, parkedReason: failedTenTimes(reason) }),
  }),
  "refold purchases": job(purchases, defaultColumns(purchases), {
    atOnce: few(0.1),
    due: fairly(purchases, 20),
    run: refoldPurchase,
    park: { dueAt: sql`now() + interval '1 hour'` },
  }),
  "sync access": job(
    accesses,
    {
      key: [accesses.guildId, accesses.discordUserId],
      dueAt: accesses.dueAt,
      attempts: accesses.attempts,
    },
    {
      // They mostly wait for Discord and its budget.
      atOnce: () => workers() * 4,
      due: dueAccesses,
      perLook: 4,
      run: (id, lock) => syncAccess(...splitKey(id), lock),
      // Somebody paid for this, so it is retried every hour and raises an alarm.
      park: { dueAt: sql`now() + interval '1 hour'`, parkedAt: sql`coalesce(parked_at, now())` },
    },
  ),
  "ask whether Discord answers": job(discordOutages, defaultColumns(discordOutages), {
    atOnce: () => 1,
    due: oldestFirst(discordOutages, discordOutages.dueAt),
    run: probeDiscord,
    park: { dueAt: sql`now() + interval '1 minute'` },
  }),
  "run grant timers": job(grants, defaultColumns(grants), {
    atOnce: few(0.15),
    due: fairly(grants, 20),
    run: runGrantTimer,
    park: { dueAt: null },
  }),
  "send emails": job(emails, defaultColumns(emails), {
    atOnce: few(0.25),
    due: dueEmails,
    run: sendEmail,
    park: { dueAt: null, status: "failed" },
  }),
  "deliver webhooks": job(deliveries, defaultColumns(deliveries), {
    // Each may wait 15 seconds for a merchant's server and costs next to nothing in the meantime.
    atOnce: () => workers() * 16,
    due: dueDeliveries,
    run: deliverEvent,
    park: { dueAt: null, status: "failed" },
  }),
  "check servers": job(guilds, defaultColumns(guilds), {
    atOnce: few(0.15),
    due: oldestFirst(guilds, guilds.dueAt),
    run: (id) => checkGuild(id),
    park: { dueAt: sql`now() + interval '1 hour'` },
  }),
  "audit servers": job(
    guilds,
    { key: [guilds.id], dueAt: guilds.auditDueAt, attempts: guilds.auditAttempts },
    {
      atOnce: few(0.05),
      due: oldestFirst(guilds, guilds.auditDueAt),
      run: auditGuild,
      park: { auditDueAt: sql`now() + interval '1 day'` },
    },
  ),
  "revoke left tokens": job(discordAccounts, defaultColumns(discordAccounts), {
    atOnce: few(0.05),
    due: oldestFirst(discordAccounts, discordAccounts.dueAt),
    run: revokeLeftTokens,
    park: { dueAt: sql`now() + interval '1 hour'` },
  }),
  "sync products": job(paymentConnections, defaultColumns(paymentConnections), {
    // They mostly wait for the provider. One that answers slowly must not hold up the others.
    atOnce: workers,
    due: oldestFirst(paymentConnections, paymentConnections.dueAt),
    run: syncProducts,
    park: (reason) => ({ dueAt: sql`now() + interval '1 hour'`, lastError: reason }),
  }),
  "catch up with providers": job(
    paymentConnections,
    {
      key: [paymentConnections.id],
      dueAt: paymentConnections.catchUpDueAt,
      attempts: paymentConnections.catchUpAttempts,
    },
    {
      atOnce: workers,
      due: oldestFirst(paymentConnections, paymentConnections.catchUpDueAt),
      run: catchUp,
      park: (reason) => ({
        catchUpDueAt: sql`now() + interval '1 hour'`,
        catchUpError: failedTenTimes(reason),
      }),
    },
  ),
  "step bulk runs": job(bulkRuns, defaultColumns(bulkRuns), {
    atOnce: few(0.1),
    due: oldestFirst(bulkRuns, bulkRuns.dueAt),
    run: stepRun,
    park: (reason) => ({ dueAt: null, lastError: failedTenTimes(reason) }),
  }),
};
