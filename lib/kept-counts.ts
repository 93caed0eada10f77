import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";

/** Counts over whole tables. A worker keeps them, so that nobody who asks for metrics makes Postgres count. */
const counts = {
  grants: sql`select status as label, count(*) as n from grants group by 1`,
  parked: sql`
    select 'inbox_events' as label, count(*) as n from inbox_events where parked_reason is not null
    union all select 'accesses', count(*) from accesses where parked_at is not null`,
  accesses_unsettled: sql`
    select coalesce(problem, 'none') as label, count(*) as n from accesses where gen > applied group by 1`,
} satisfies Record<string, SQL>;

type KeptCount = keyof typeof counts;

/** Counts again what is older than five minutes. The first of several workers does it for all. */
export async function keepCounts(): Promise<void> {
  for (const [name, query] of Object.entries(counts)) {
    const turn = await db().execute(sql`
      insert into kept_counts (name, counted_at) values (${name}, now())
      on conflict (name) do update set counted_at = now()
      where kept_counts.counted_at < now() - interval '5 minutes' returning name`);
    if (turn.length === 0) continue;
    await db().execute(sql`
      update kept_counts set by_label = (select coalesce(jsonb_object_agg(label, n), '{}') from (${query}) counted)
      where name = ${name}`);
  }
}

/** A count by label, at most minutes old. */
export async function readCount(name: KeptCount): Promise<Record<string, number>> {
  const [row] = await db().execute<{ by_label: Record<string, number> }>(
    sql`select by_label from kept_counts where name = ${name}`,
  );
  return row?.by_label ?? {};
}
