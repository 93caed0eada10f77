import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";

export type Figures = {
  /** Customers, not grants: somebody with two purchases counts once. */
  people: { withAccess: number; unclaimed: number; failed: number };
  /** The grants of the last 30 days by the steps they have reached. */
  funnel: { paid: number; mailed: number; opened: number; authorized: number; inside: number };
  /** The last 30 days, oldest first. */
  days: { day: string; created: number; delivered: number; revoked: number }[];
};

/** The figures of the overview. */
export async function readFigures(tx: Tx, businessId: string): Promise<Figures> {
  const [people] = await tx.execute<Figures["people"]>(sql`
    select count(distinct customer_id) filter (where status = 'delivered')::int as "withAccess",
      count(distinct customer_id) filter (where status = 'pending' and discord_user_id is null)::int as unclaimed,
      count(distinct customer_id) filter (where status = 'failed')::int as failed
    from grants where business_id = ${businessId}`);
  const [funnel] = await tx.execute<Figures["funnel"]>(sql`
    select count(*)::int as paid,
      count(*) filter (where mailed or opened or discord_user_id is not null)::int as mailed,
      count(*) filter (where opened or discord_user_id is not null)::int as opened,
      count(*) filter (where discord_user_id is not null)::int as authorized,
      count(*) filter (where delivered_at is not null)::int as inside
    from (select g.discord_user_id, g.delivered_at, g.link_opens > 0 as opened,
        exists (select from emails m where m.grant_id = g.id and m.status = 'sent') as mailed
      from grants g where g.business_id = ${businessId} and g.created_at > now() - interval '30 days') recent`);
  const days = await tx.execute<Figures["days"][number]>(sql`
    select to_char(day, 'YYYY-MM-DD') as day,
      count(v.id) filter (where v.type = 'created')::int as created,
      count(v.id) filter (where v.type = 'delivered')::int as delivered,
      count(v.id) filter (where v.type = 'revoked')::int as revoked
    from generate_series((now() at time zone 'utc')::date - 29, (now() at time zone 'utc')::date, interval '1 day') day
    left join grant_events v on v.business_id = ${businessId} and v.type in ('created', 'delivered', 'revoked')
      and v.at >= day at time zone 'utc' and v.at < (day + interval '1 day') at time zone 'utc'
    group by day order by day`);
  return {
    people: people ?? { withAccess: 0, unclaimed: 0, failed: 0 },
    funnel: funnel ?? { paid: 0, mailed: 0, opened: 0, authorized: 0, inside: 0 },
    days: [...days],
  };
}
