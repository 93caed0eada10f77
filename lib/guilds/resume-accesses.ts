import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { lanes, serverProblems } from "@/db/schema";
import { wakeWorkers } from "@/lib/work/wake";

/**
 * After a guild check, makes every access due whose problem is fixed, and returns how many. If only a call can show
 * whether the problem is fixed, the access that has waited longest tries.
 */
export async function resumeAccesses(tx: Tx, guildId: string, guildProblem: string | null): Promise<number> {
  if (guildProblem === "discord_bot_removed" || guildProblem === "discord_missing_permission") return 0;
  if (guildProblem)
    await tx.execute(sql`
      update accesses set due_at = now() where (guild_id, discord_user_id) = (
        select guild_id, discord_user_id from accesses where guild_id = ${guildId} and problem = ${guildProblem}
        order by problem_since, discord_user_id limit 1)`);
  const rows = await tx.execute<{ n: number }>(sql`
    with waiting as (
      select g.discord_user_id, g.error_code, e.problem from grants g join entitlements e on e.id = g.entitlement_id
      where e.guild_id = ${guildId} and g.discord_user_id is not null and g.status <> 'revoked'
        and (g.error_code is not null or e.problem is not null)),
    resumed as (
      update accesses a set due_at = now(), lane = ${lanes.bulk}, attempts = 0
      where a.guild_id = ${guildId}
        and a.problem in ${serverProblems}
        and a.problem is distinct from ${guildProblem}
        and (a.due_at is null or a.due_at > now() + interval '5 seconds')
        and (
          not exists (select from waiting w where w.discord_user_id = a.discord_user_id and w.problem is not null)
          or exists (select from waiting w where w.discord_user_id = a.discord_user_id and w.problem is null
            and w.error_code is not null))
      returning 1)
    select count(*)::int as n from resumed`);
  const resumed = rows[0]?.n ?? 0;
  if (resumed > 0) await wakeWorkers(tx, "accesses");
  return resumed;
}
