import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { clockOffSeconds } from "@/db/watch-clock";
import { hasRecentAlarm } from "@/lib/discord/alarms";
import { budgetState } from "@/lib/discord/rate-budget";
import { isSenderRefused } from "@/lib/email/send-email";
import { countTroubledEvents, type EventProblem } from "@/lib/purchases/troubled-events";

/** A part is `down` when it needs an operator; `slow` when it lags but will catch up. */
type PartState = "ok" | "slow" | "down";
export type Health = {
  status: "ok" | "down";
  database: PartState;
  queue: PartState;
  discord: PartState;
  /** `slow` while purchase events need somebody, usually a merchant. */
  payments: PartState;
  /** `down` while the mail provider refuses the sender. Emails wait; everything else goes on. */
  email: PartState;
  /** Whether every process's clock agrees with the database's. Nothing depends on it, so the status doesn't either. */
  clock: PartState;
  /** How far the clock of the worst web process, and of the worst worker, is from the database's. */
  clock_ahead_seconds: Record<string, number>;
  lag_seconds: Record<string, number>;
  /** Purchase events that were set aside, have been waiting for minutes, or were paid for and gave nothing. */
  purchase_events: Record<EventProblem, number>;
  discord_refusals: number;
};

const lagQueries = {
  purchase_events: sql`select min(due_at) as oldest from inbox_events where due_at <= now()`,
  access: sql`select min(greatest(due_at, wanted_at)) as oldest from accesses where due_at <= now()`,
  emails: sql`select min(due_at) as oldest from emails where due_at <= now()`,
  deliveries: sql`select min(d.due_at) as oldest from deliveries d join webhook_endpoints e on e.id = d.endpoint_id
    where d.due_at <= now() and not e.disabled`,
};

const slowAfterSeconds = 60;
const downAfterSeconds = 15 * 60;

/** What strangers learn. Costs a few look-ups by index, however much there is. */
export async function readStatus(): Promise<Health["status"]> {
  try {
    return (await readVitals()).status;
  } catch {
    return "down";
  }
}

/** The state of the service for its operator. Says nothing about versions or tenants. */
export async function readHealth(): Promise<Health> {
  try {
    const vitals = await readVitals();
    const events = totals(await countTroubledEvents(db()));
    const clocks = await readClocks();
    return {
      ...vitals,
      payments: events.parked + events.waiting + events.unexplained > 0 ? "slow" : "ok",
      email: (await isSenderRefused()) ? "down" : "ok",
      clock: clockState(clocks),
      clock_ahead_seconds: clocks,
      purchase_events: events,
    };
  } catch {
    return {
      status: "down",
      database: "down",
      queue: "down",
      discord: "ok",
      payments: "ok",
      email: "ok",
      clock: "ok",
      clock_ahead_seconds: {},
      lag_seconds: {},
      purchase_events: totals([]),
      discord_refusals: 0,
    };
  }
}

/** What the status depends on. */
async function readVitals(): Promise<
  Omit<Health, "payments" | "email" | "clock" | "clock_ahead_seconds" | "purchase_events">
> {
  const lags = await readLags();
  const worst = Math.max(...Object.values(lags));
  const { blockedBy, refusals } = await budgetState();
  const stopped = blockedBy === "credentials" || blockedBy === "refusals";
  const discord = stopped ? "down" : blockedBy || (await hasRecentAlarm()) ? "slow" : "ok";
  const queue = worst > downAfterSeconds ? "down" : worst > slowAfterSeconds ? "slow" : "ok";
  const status = [discord, queue].includes("down") ? "down" : "ok";
  return { status, database: "ok", queue, discord, lag_seconds: lags, discord_refusals: refusals };
}

function totals(counts: { problem: EventProblem; n: number }[]): Record<EventProblem, number> {
  const sums = { parked: 0, waiting: 0, unexplained: 0, product_gives_nothing: 0 };
  for (const { problem, n } of counts) sums[problem] += n;
  return sums;
}

const clockDownSeconds = 120;

/** Each process reports every minute; after three minutes without a report it has ended. */
async function readClocks(): Promise<Record<string, number>> {
  const rows = await db().execute<{ process: string; seconds: number }>(sql`
    select distinct on (process) process, round(seconds_ahead::numeric, 1)::float8 as seconds from process_clocks
    where measured_at > now() - interval '3 minutes' order by process, abs(seconds_ahead) desc`);
  return Object.fromEntries(rows.map(({ process, seconds }) => [process, seconds]));
}

function clockState(secondsAhead: Record<string, number>): PartState {
  const worst = Math.max(0, ...Object.values(secondsAhead).map(Math.abs));
  return worst > clockDownSeconds ? "down" : worst > clockOffSeconds ? "slow" : "ok";
}

async function readLags(): Promise<Record<string, number>> {
  const lags: Record<string, number> = {};
  for (const [name, query] of Object.entries(lagQueries)) {
    const rows = await db().execute<{ seconds: number | null }>(
      sql`select extract(epoch from now() - oldest)::float8 as seconds from (${query}) lag`,
    );
    lags[name] = Math.max(0, Math.round((rows[0]?.seconds ?? 0) * 10) / 10);
  }
  return lags;
}
