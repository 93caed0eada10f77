import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { RevocationReason } from "@/db/schema";
import { reasonWords } from "@/lib/revocation-reasons";

const periods = [7, 30, 90] as const;
export type Period = (typeof periods)[number];

/** A number of this period, and of the period of the same length before it. */
export type Compared = { now: number; before: number };

export type Figures = {
  period: Period;
  /** Customers as of now, not grants: somebody with two purchases counts once. */
  people: { withAccess: number; unclaimed: number; paying: number };
  /** Customers who got a grant, whose grant ended, and who have nothing left after one ended. */
  added: Compared;
  ended: Compared;
  left: number;
  /** Why grants ended, in words, most frequent first. */
  reasons: { reason: string; customers: number }[];
  /** Seconds from the purchase to being in, of those who got in; null while nobody did. */
  arrival: { median: number; slowest10: number } | null;
  /** The period's grants by the steps they have reached. */
  funnel: { paid: number; mailed: number; opened: number; authorized: number; inside: number };
  /** Customers per day in UTC, oldest first. */
  days: { day: string; added: number; ended: number }[];
};

/** The period that the address asks for; 30 days for anything else. */
export function readPeriod(given: string | null | undefined): Period {
  return periods.find((days) => String(days) === given) ?? 30;
}

/** The figures of the overview. What is of the period reads only that and the period before. */
export async function readFigures(tx: Tx, businessId: string, period: Period): Promise<Figures> {
  const { added, addedBefore, median, slowest10 } = await readAdded(tx, businessId, period);
  const { ended, endedBefore, left } = await readEnded(tx, businessId, period);
  return {
    period,
    people: await readPeople(tx, businessId),
    added: { now: added, before: addedBefore },
    ended: { now: ended, before: endedBefore },
    left,
    reasons: await readReasons(tx, businessId, period),
    arrival: median === null || slowest10 === null ? null : { median, slowest10 },
    funnel: await readFunnel(tx, businessId, period),
    days: await readDays(tx, businessId, period),
  };
}

async function readPeople(tx: Tx, businessId: string): Promise<Figures["people"]> {
  const people = await one<Omit<Figures["people"], "paying">>(
    tx,
    sql`select count(distinct customer_id) filter (where status = 'delivered')::int as "withAccess",
        count(distinct customer_id) filter (where status = 'pending' and discord_user_id is null)::int as unclaimed
      from grants where business_id = ${businessId}`,
  );
  const { paying } = await one<{ paying: number }>(
    tx,
    sql`select count(distinct customer_id)::int as paying from purchases
      where business_id = ${businessId} and live and kind <> 'direct'`,
  );
  return { ...people, paying };
}

/** Midnight of the period's first day; today is its last. */
const start = (period: number) =>
  sql`((now() at time zone 'utc')::date - ${period - 1}::int)::timestamp at time zone 'utc'`;

function readAdded(tx: Tx, businessId: string, period: Period) {
  const seconds = sql`extract(epoch from delivered_at - created_at)::float8`;
  const arrived = sql`created_at >= ${start(period)} and delivered_at >= created_at`;
  return one<{ added: number; addedBefore: number; median: number | null; slowest10: number | null }>(
    tx,
    sql`select count(distinct customer_id) filter (where created_at >= ${start(period)})::int as added,
        count(distinct customer_id) filter (where created_at < ${start(period)})::int as "addedBefore",
        percentile_cont(0.5) within group (order by ${seconds}) filter (where ${arrived}) as median,
        percentile_cont(0.9) within group (order by ${seconds}) filter (where ${arrived}) as slowest10
      from grants where business_id = ${businessId} and created_at >= ${start(period * 2)}`,
  );
}

/** The ends of grants since the beginning of `days`, each with its customer. */
const ends = (businessId: string, days: number) => sql`
  select g.customer_id, g.revocation_reason, v.at from grant_events v join grants g on g.id = v.grant_id
  where v.business_id = ${businessId} and v.type = 'revoked' and v.at >= ${start(days)}`;

function readEnded(tx: Tx, businessId: string, period: Period) {
  return one<{ ended: number; endedBefore: number; left: number }>(
    tx,
    sql`with ends as (${ends(businessId, period * 2)}),
      recent as (select distinct customer_id from ends where at >= ${start(period)})
      select (select count(*)::int from recent) as ended,
        (select count(distinct customer_id)::int from ends where at < ${start(period)}) as "endedBefore",
        (select count(*)::int from recent r where not exists (
          select from grants l where l.customer_id = r.customer_id and l.status <> 'revoked')) as left`,
  );
}

async function readReasons(tx: Tx, businessId: string, period: Period): Promise<Figures["reasons"]> {
  const rows = await tx.execute<{ reason: RevocationReason; customers: number }>(sql`
    select revocation_reason as reason, count(distinct customer_id)::int as customers
    from (${ends(businessId, period)}) ends where revocation_reason is not null
    group by 1 order by 2 desc, 1`);
  return rows.map(({ reason, customers }) => ({ reason: reasonWords(reason), customers }));
}

function readFunnel(tx: Tx, businessId: string, period: Period) {
  return one<Figures["funnel"]>(
    tx,
    sql`select count(*)::int as paid,
        count(*) filter (where mailed or opened or discord_user_id is not null)::int as mailed,
        count(*) filter (where opened or discord_user_id is not null)::int as opened,
        count(*) filter (where discord_user_id is not null)::int as authorized,
        count(*) filter (where delivered_at is not null)::int as inside
      from (select g.discord_user_id, g.delivered_at, g.link_opens > 0 as opened,
          exists (select from emails m where m.grant_id = g.id and m.status = 'sent') as mailed
        from grants g where g.business_id = ${businessId} and g.created_at >= ${start(period)}) recent`,
  );
}

async function readDays(tx: Tx, businessId: string, period: Period): Promise<Figures["days"]> {
  const rows = await tx.execute<Figures["days"][number]>(sql`
    with events as (
      select v.type, g.customer_id, (v.at at time zone 'utc')::date as day
      from grant_events v join grants g on g.id = v.grant_id
      where v.business_id = ${businessId} and v.type in ('created', 'revoked') and v.at >= ${start(period)})
    select to_char(d, 'YYYY-MM-DD') as day,
      count(distinct e.customer_id) filter (where e.type = 'created')::int as added,
      count(distinct e.customer_id) filter (where e.type = 'revoked')::int as ended
    from generate_series((now() at time zone 'utc')::date - ${period - 1}::int, (now() at time zone 'utc')::date,
      interval '1 day') d
    left join events e on e.day = d::date
    group by d order by d`);
  return [...rows];
}

async function one<T>(tx: Tx, query: SQL): Promise<T> {
  const [row] = await tx.execute(query);
  if (!row) throw new Error("a count returned no row");
  return row as T;
}
