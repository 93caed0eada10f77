import { sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";

const keptDays = 90;
const atOnce = 1000;

/**
 * Deletes up to 1000 events that are older than 90 days and no longer pending, with their deliveries and attempts.
 * Returns whether there may be more.
 */
export function deleteOldEvents(): Promise<boolean> {
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
