import { sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";

const keptDays = 90;
const atOnce = 1000;

/**
 * Deletes what is older than 90 days and needs no more sending: the oldest 1000 events at a time, with their
 * deliveries and attempts. Answers whether there may be more.
 */
export function forgetEvents(): Promise<boolean> {
  return inTransaction(async (tx) => {
    const old = await tx.execute<{ id: string }>(sql`
      select event.id from webhook_events event
      where event.occurred_at < now() - make_interval(days => ${keptDays})
        and not exists (select 1 from deliveries where event_id = event.id and status = 'pending')
      order by event.occurred_at limit ${atOnce}`);
    const ids = sql.param(old.map(({ id }) => id));
    await tx.execute(
      sql`delete from deliveries where event_id = any(${ids}::text[]) and status <> 'pending'`,
    );
    await tx.execute(sql`
      delete from webhook_events event where event.id = any(${ids}::text[])
        and not exists (select 1 from deliveries where event_id = event.id)`);
    return old.length === atOnce;
  });
}
