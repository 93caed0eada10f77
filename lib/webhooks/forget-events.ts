import { sql } from "drizzle-orm";
import { db } from "@/db/client";

export const keptDays = 90;

/**
 * Deletes what is older than 90 days and needs no more sending: at most 1000 events at a time, with their
 * deliveries and attempts. Answers whether there may be more.
 */
export async function forgetEvents(): Promise<boolean> {
  const [row] = await db().execute<{ count: number }>(sql`
    with old as (
      select event.id from webhook_events event
      where event.occurred_at < now() - make_interval(days => ${keptDays})
        and not exists (select 1 from deliveries where event_id = event.id and status = 'pending')
      limit 1000
    ), told as (delete from deliveries using old where deliveries.event_id = old.id)
    select count(*)::int as count from old`);
  await db().execute(sql`
    delete from webhook_events event
    where event.occurred_at < now() - make_interval(days => ${keptDays})
      and not exists (select 1 from deliveries where event_id = event.id)`);
  return Number(row?.count ?? 0) === 1000;
}
