import { and, desc, eq, gt, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { accesses, bulkRuns, grants } from "@/db/schema";
import type { Actor } from "@/lib/audit";
import { markAccess, markGrantAccess, requestRejoin } from "@/lib/grants/claims";
import { type GrantRow, lockGrant } from "@/lib/grants/find-grants";
import { recordGrantEvent } from "@/lib/grants/grant-history";
import { newId } from "@/lib/ids";
import { type Run, stepThrough } from "@/lib/work/step-through";
import { wakeWorkers } from "@/lib/work/wake";
import type { EntitlementRow } from "./find-entitlements";

/** Where people come from, and whether membership there was what they had. */
type Left = { entitlementId: string; guildId: string; roleId: string | null; leaves: boolean };

/**
 * Everybody who holds the entitlement follows it to its new guild or role, as a run with progress: the new access
 * is given first, then the old one ends.
 */
export async function startMoving(tx: Tx, before: EntitlementRow, actor: Actor): Promise<void> {
  const input: Left = {
    entitlementId: before.id,
    guildId: before.guildId,
    roleId: before.roleId,
    leaves: before.roleId === null || before.endAction === "kick",
  };
  const [counted] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(grants)
    .where(and(eq(grants.entitlementId, before.id), ne(grants.status, "revoked")));
  const total = counted?.total ?? 0;
  if (total === 0) return;
  await tx.insert(bulkRuns).values({
    id: newId("bulkRun"),
    businessId: before.businessId,
    kind: "move_entitlement",
    input,
    actor,
    total,
  });
  await wakeWorkers(tx);
}

/** One step of such a run. */
export function stepMoving(runId: string): Promise<void> {
  return stepThrough(runId, {
    size: 100,
    next: (tx, run, after) =>
      tx
        .select({ id: grants.id })
        .from(grants)
        .where(
          and(
            eq(grants.entitlementId, leftBy(run).entitlementId),
            ne(grants.status, "revoked"),
            gt(grants.id, after),
          ),
        )
        .orderBy(grants.id)
        .limit(100),
    each: async (tx, run, { id }) => {
      const grant = await lockGrant(tx, run.businessId, id);
      if (grant.status === "revoked") return false;
      await moveOne(tx, grant, leftBy(run));
      return true;
    },
  });
}

const leftBy = (run: Run) => run.input as Left;

async function moveOne(tx: Tx, grant: GrantRow, from: Left): Promise<void> {
  const { discordUserId, businessId } = grant;
  const details = { fromGuildId: from.guildId, fromRoleId: from.roleId };
  await recordGrantEvent(tx, grant, "moved", details);
  const guildId = await markGrantAccess(tx, grant, "bulk");
  if (!discordUserId || !guildId || from.guildId === guildId) return;
  // Going along with the entitlement means to be added to the new server, and to leave the old one if
  // membership was all it gave.
  await requestRejoin(tx, guildId, discordUserId);
  await markAccess(tx, { guildId: from.guildId, discordUserId, businessId }, "bulk");
  if (!from.leaves) return;
  await tx
    .update(accesses)
    .set({ leaving: true })
    .where(and(eq(accesses.guildId, from.guildId), eq(accesses.discordUserId, discordUserId)));
}

/** The roles that these entitlements gave before they were changed. */
export async function rolesBefore(
  tx: Tx,
  businessId: string,
  entitlementIds: string[],
): Promise<{ id: string; roleId: string }[]> {
  return tx.execute<{ id: string; roleId: string }>(sql`
    select distinct input->>'entitlementId' as id, input->>'roleId' as "roleId" from bulk_runs
    where business_id = ${businessId} and kind = 'move_entitlement' and input->>'roleId' is not null
      and input->>'entitlementId' = any(${sql.param(entitlementIds)}::text[])`);
}

export type MoveProgress = { total: number; left: number; stuck: number };

/**
 * How far the newest move of an entitlement has come: people who hold it, of them those for whom Discord is not
 * as it must be yet, and of those the ones who wait for somebody to mend something. Null when nobody moves.
 */
export async function findMove(
  tx: Tx,
  businessId: string,
  entitlementId: string,
): Promise<MoveProgress | null> {
  const [run] = await tx
    .select()
    .from(bulkRuns)
    .where(
      and(
        eq(bulkRuns.businessId, businessId),
        eq(bulkRuns.kind, "move_entitlement"),
        sql`${bulkRuns.input}->>'entitlementId' = ${entitlementId}`,
        gt(bulkRuns.createdAt, sql`now() - interval '7 days'`),
      ),
    )
    .orderBy(desc(bulkRuns.createdAt))
    .limit(1);
  if (!run) return null;
  const [count] = await tx.execute<MoveProgress>(sql`
    select count(*)::int as total,
      count(*) filter (where moving.unmarked or moving.behind)::int as left,
      count(*) filter (where moving.behind and moving.problem)::int as stuck
    from (
      select g.id, bool_or(a.gen > a.applied) as behind, bool_or(a.problem is not null and a.due_at is null) as problem,
        ${run.finishedAt === null} and g.id > ${run.cursor ?? ""} as unmarked
      from grants g join entitlements e on e.id = g.entitlement_id
      join accesses a on a.discord_user_id = g.discord_user_id and a.guild_id in (e.guild_id, ${leftBy(run).guildId})
      where g.entitlement_id = ${entitlementId} and g.status <> 'revoked'
      group by g.id) moving`);
  return count && count.left > 0 ? count : null;
}
