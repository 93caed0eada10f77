import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { inboxEvents } from "@/db/schema";

/*
 * Events that need someone: set aside, waiting for minutes, or paid without granting anything. The SQL fragments use
 * rows of `inbox_events e`; partial indexes hold just these rows.
 */

/** How long an event may wait before it counts. A retry or two needs no attention. */
export const waitsMinutes = 5;

const isStopped = sql`(e.parked_reason is not null or e.gave_nothing is not null)`;
/** The event that names a payment's sale often arrives a second later. */
const isSettledIn = sql`(e.gave_nothing is distinct from 'unexplained' or e.received_at < now() - interval '1 minute')`;
const waitsLong = sql`(e.due_at is not null and e.parked_reason is null and e.gave_nothing is null
  and (e.due_at < now() - make_interval(mins => ${waitsMinutes})
    or e.last_error is not null and e.received_at < now() - make_interval(mins => ${waitsMinutes})))`;

const problem = sql`case when e.parked_reason is not null then 'parked'
  when e.gave_nothing is not null then e.gave_nothing else 'waiting' end`;

/** Ids in a reason differ from person to person; the cause is the same. */
const cause = sql`md5(concat_ws('|', e.connection_id, ${problem}, case
  when e.parked_reason is not null then regexp_replace(e.parked_reason, '\\y[a-z]+_[A-Za-z0-9]*[0-9A-Z][A-Za-z0-9]*\\y', '…', 'g')
  when e.gave_nothing is not null then e.product_id else e.last_error end))`;

/** Rows `id, problem, cause` of a business, or of all. */
export function troubledEvents(businessId?: string): SQL {
  const here = businessId ? sql`e.business_id = ${businessId} and` : sql``;
  const rows = sql`select e.*, ${problem} as problem, ${cause} as cause from inbox_events e where ${here}`;
  return sql`(${rows} ${isStopped} and ${isSettledIn} union all ${rows} ${waitsLong})`;
}

/** The ids of the events that one cause holds up. */
export function eventsOfCause(businessId: string, cause: string): SQL {
  return sql`(select t.id from ${troubledEvents(businessId)} t where t.cause = ${cause})`;
}

export type EventProblem =
  | "parked"
  | "waiting"
  | NonNullable<(typeof inboxEvents.$inferSelect)["gaveNothing"]>;

/** One reason why purchase events need someone. */
export type EventCause = {
  cause: string;
  problem: EventProblem;
  connectionId: string;
  connection: string;
  provider: string;
  /** The words of the newest of them. */
  reason: string | null;
  productId: string | null;
  product: string | null;
  events: number;
  people: number;
  /** The first few of them: addresses, or the provider's ids. */
  names: string[];
  since: Date;
};

const mostNames = 5;

/** All causes, the oldest first. */
export async function listEventCauses(tx: Tx, businessId: string): Promise<EventCause[]> {
  const rows = await tx.execute<Omit<EventCause, "since"> & { since: string }>(sql`
    select t.cause, t.problem, t.connection_id as "connectionId", max(c.name) as connection, max(c.provider) as provider,
      (array_agg(coalesce(t.parked_reason, t.last_error, t.outcome) order by t.received_at desc))[1] as reason,
      max(t.product_id) as "productId", max(p.name) as product, count(*)::int as events,
      count(distinct coalesce(t.person, t.sale_id, t.id))::int as people,
      coalesce((array_agg(distinct coalesce(b.email, t.person)) filter (where t.person is not null))[1:${mostNames}], '{}') as names,
      min(t.received_at) as since
    from ${troubledEvents(businessId)} t
    join payment_connections c on c.id = t.connection_id
    left join products p on p.id = t.product_id
    left join customers b on b.connection_id = t.connection_id and b.external_id = t.person
    group by 1, 2, 3 order by min(t.received_at) limit 50`);
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
}

/** How many events need someone, by provider and problem, over all businesses. */
export async function countTroubledEvents(
  tx: Tx,
): Promise<{ provider: string; problem: EventProblem; n: number }[]> {
  return tx.execute<{ provider: string; problem: EventProblem; n: number }>(sql`
    select c.provider, t.problem, count(*)::int as n from ${troubledEvents()} t
    join payment_connections c on c.id = t.connection_id group by 1, 2`);
}
