import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { askedPrefix } from "./store-event";
import { waitsMinutes } from "./troubled-events";

/** A connection that may be missing sales. */
export type TroubledConnection = {
  id: string;
  businessId: string;
  name: string;
  provider: string;
  /** The provider refuses to be asked, or does not answer; in words. */
  error: string | null;
  /** Events that were found by asking since the webhook was last heard. */
  unheard: number;
  /** When all was well for the last time. */
  since: Date;
};

const mostCounted = 1000;

/** A webhook that comes right after we asked says that all is well, hence the minute; and it gets time to come. */
const unheard = sql`(select count(*)::int from (select 1 from inbox_events e
  where e.connection_id = c.id and starts_with(e.external_id, ${askedPrefix})
    and e.received_at > coalesce(c.last_event_at, c.created_at) + interval '1 minute'
    and e.received_at < now() - make_interval(mins => ${waitsMinutes}) limit ${mostCounted}) found)`;

/** Rows of connections that are in trouble, of a business or of all. */
export function troubledConnections(businessId?: string): SQL {
  const here = businessId ? sql`and c.business_id = ${businessId}` : sql``;
  return sql`(select * from (
    select c.*, coalesce(c.catch_up_error, c.last_error) as error, ${unheard} as unheard,
      case when coalesce(c.catch_up_error, c.last_error) is not null then coalesce(c.caught_up_at, c.created_at)
        else coalesce(c.last_event_at, c.created_at) end as since
    from payment_connections c where c.disconnected_at is null ${here}) all_of_them
    where error is not null or unheard > 0)`;
}

export async function listTroubledConnections(tx: Tx, businessId: string): Promise<TroubledConnection[]> {
  const rows = await tx.execute<Omit<TroubledConnection, "since"> & { since: string }>(sql`
    select t.id, t.business_id as "businessId", t.name, t.provider, t.error, t.unheard, t.since
    from ${troubledConnections(businessId)} t order by t.created_at`);
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
}
