import { sql } from "drizzle-orm";
import { Gauge, Registry } from "prom-client";
import { db } from "@/db/client";
import { countAlarms, hasRecentAlarm } from "@/lib/discord/alarms";
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
  /** Whether this process and the database agree on the time: signatures of incoming events depend on it. */
  clock: PartState;
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

/** The state of the service for a load balancer and an operator. Says nothing about versions or tenants. */
export async function readHealth(): Promise<Health> {
  try {
    const lags = await readLags();
    const worst = Math.max(...Object.values(lags));
    const { blockedBy, refusals } = await budgetState();
    const stopped = blockedBy === "credentials" || blockedBy === "refusals";
    const discord = stopped ? "down" : blockedBy || (await hasRecentAlarm()) ? "slow" : "ok";
    const queue = worst > downAfterSeconds ? "down" : worst > slowAfterSeconds ? "slow" : "ok";
    const clock = await readClock();
    const status = [discord, queue, clock].includes("down") ? "down" : "ok";
    const events = totals(await countTroubledEvents(db()));
    return {
      status,
      database: "ok",
      queue,
      discord,
      payments: events.parked + events.waiting + events.unexplained > 0 ? "slow" : "ok",
      email: (await isSenderRefused()) ? "down" : "ok",
      clock,
      lag_seconds: lags,
      purchase_events: events,
      discord_refusals: refusals,
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
      lag_seconds: {},
      purchase_events: totals([]),
      discord_refusals: 0,
    };
  }
}

function totals(counts: { problem: EventProblem; n: number }[]): Record<EventProblem, number> {
  const sums = { parked: 0, waiting: 0, unexplained: 0, product_gives_nothing: 0 };
  for (const { problem, n } of counts) sums[problem] += n;
  return sums;
}

const clockSlowSeconds = 10;
const clockDownSeconds = 120;

/** Providers' signatures expire after five minutes, so an operator should act at half of that. */
async function readClock(): Promise<PartState> {
  const before = Date.now();
  const [row] = await db().execute<{ now: number }>(
    sql`select extract(epoch from clock_timestamp())::float8 * 1000 as now`,
  );
  const between = (before + Date.now()) / 2;
  const apart = Math.abs((row?.now ?? between) - between) / 1000;
  return apart > clockDownSeconds ? "down" : apart > clockSlowSeconds ? "slow" : "ok";
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

/** The same figures and the counts of rows by state, for Prometheus. */
export async function readMetrics(): Promise<{ type: string; text: string }> {
  const registry = new Registry();
  const gauge = (name: string, help: string, label: string, values: Record<string, number>) => {
    const metric = new Gauge({ name: `gatehouse_${name}`, help, labelNames: [label], registers: [registry] });
    for (const [key, value] of Object.entries(values)) metric.set({ [label]: key }, value);
  };
  const health = await readHealth();
  gauge("up", "1 when the part works", "part", {
    database: Number(health.database === "ok"),
    queue: Number(health.queue !== "down"),
    discord: Number(health.discord !== "down"),
    payments: Number(health.payments === "ok"),
    email: Number(health.email === "ok"),
  });
  gauge("lag_seconds", "Age of the oldest due row", "queue", health.lag_seconds);
  gauge("discord_refusals", "401, 403 and 429 answers in the present ten minutes", "bot", {
    bot: health.discord_refusals,
  });
  if (health.database === "ok") {
    gauge(
      "grants",
      "Grants by status",
      "status",
      await countBy(sql`select status as key, count(*)::int as n from grants group by 1`),
    );
    gauge(
      "parked",
      "Rows set aside after ten failures",
      "table",
      await countBy(sql`
      select 'inbox_events' as key, count(*)::int as n from inbox_events where parked_reason is not null
      union all select 'accesses', count(*)::int from accesses where parked_at is not null`),
    );
    const events = new Gauge({
      name: "gatehouse_purchase_events",
      help: "Purchase events that need somebody: set aside, waiting for minutes, or paid without anything given",
      labelNames: ["state", "provider"],
      registers: [registry],
    });
    for (const { problem: state, provider, n } of await countTroubledEvents(db()))
      events.set({ state, provider }, n);
    const alarms = new Gauge({
      name: "gatehouse_discord_alarms_total",
      help: "Refusals by Discord that Gatehouse doesn't know or that warn about the bot, by code and call",
      labelNames: ["code", "call"],
      registers: [registry],
    });
    for (const { code, call, count } of await countAlarms()) alarms.set({ code, call }, count);
    gauge(
      "accesses_unsettled",
      "Accesses that are waiting for Discord or a person",
      "problem",
      await countBy(sql`
      select coalesce(problem, 'none') as key, count(*)::int as n from accesses where gen > applied group by 1`),
    );
  }
  return { type: registry.contentType, text: await registry.metrics() };
}

async function countBy(query: ReturnType<typeof sql>): Promise<Record<string, number>> {
  const rows = await db().execute<{ key: string; n: number }>(query);
  return Object.fromEntries(rows.map(({ key, n }) => [key, n]));
}
