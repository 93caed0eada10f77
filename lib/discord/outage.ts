import { sql } from "drizzle-orm";
import { db, inTransaction } from "@/db/client";
import { wakeWorkers } from "@/lib/work/wake";
import { blockBudget, unblockBudget } from "./rate-budget";

/** Why all calls are blocked while Discord does not answer. */
export const discordAway = "Discord does not answer";

/** One failed answer happens while all is well. After this many failed probes in a row, Discord counts as away. */
const failuresUntilAway = 2;
const longestPauseSeconds = 15;
const blockMarginSeconds = 1;

/** A call got no answer or a 5xx: a worker now asks whether Discord answers at all. */
export async function suspectOutage(): Promise<void> {
  const rows = await db().execute(sql`
    insert into discord_outage (id, due_at) values ('discord', now())
    on conflict (id) do update set due_at = greatest(now(), discord_outage.probed_at + interval '1 second')
      where discord_outage.due_at is null
    returning id`);
  if (rows.length > 0) await wakeWorkers(db(), "discord_outage");
}

/** While Discord is away nothing but the next probe is sent, so an hour without it costs a few hundred calls. */
export async function recordNoAnswer(): Promise<void> {
  const [row] = await db().execute<{ failed: number; seconds: number }>(sql`
    update discord_outage set probed_at = now(), failed_probes = failed_probes + 1,
      away_since = case when failed_probes + 1 >= ${failuresUntilAway} then coalesce(away_since, now()) end,
      due_at = clock_timestamp() + make_interval(secs => least(${longestPauseSeconds}, power(2, least(failed_probes, 10))))
    returning failed_probes as failed, extract(epoch from due_at - clock_timestamp())::float8 as seconds`);
  if (row && row.failed >= failuresUntilAway)
    await blockBudget("everything", row.seconds + blockMarginSeconds, discordAway);
}

/** Discord answers. If it was away, everybody who waits is served now, paced by the rate budget. */
export async function recordAnswer(): Promise<void> {
  await inTransaction(async (tx) => {
    const [before] = await tx.execute<{ away: boolean }>(
      sql`select away_since is not null as away from discord_outage for update`,
    );
    await tx.execute(
      sql`update discord_outage set probed_at = now(), failed_probes = 0, away_since = null, due_at = null`,
    );
    if (!before?.away) return;
    await unblockBudget(tx, discordAway);
    await tx.execute(
      sql`update accesses set due_at = now(), attempts = 0 where due_at > now() and last_error is not null`,
    );
    await tx.execute(sql`update guilds set due_at = now() where due_at > now() and gone_checks > 0`);
    await wakeWorkers(tx);
  });
}
