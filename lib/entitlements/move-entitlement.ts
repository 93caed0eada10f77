import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { RunInputs } from "@/db/schema";
import type { Actor } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import { recordGrantEvent } from "@/lib/grant-history";
import { markAccess, markGrantAccess, requestRejoin } from "@/lib/grants/claims";
import { type GrantRow, lockGrant, notRevoked } from "@/lib/grants/find-grants";
import { countForRun, stepThroughGrants } from "@/lib/grants/run-over-grants";
import { findNewestRun, startRun } from "@/lib/work/runs";
import { type EntitlementRow, findEntitlement } from "./find-entitlements";
import { recordEnd } from "./record-end";

/**
 * Moves everybody who has the entitlement to its new guild or role, as a run with progress. The new access is given
 * before the old one ends.
 */
export async function startMoving(tx: Tx, before: EntitlementRow, actor: Actor): Promise<void> {
  const { id: entitlementId, businessId, guildId, roleId, endAction } = before;
  const total = await countForRun(tx, notRevoked(entitlementId));
  if (total === 0) return;
  const input = { entitlementId, guildId, roleId, endAction };
  await startRun(tx, { businessId, kind: "move_entitlement", input, actor, total });
}

/** Takes one step of such a run. */
export function stepMoving(runId: string): Promise<void> {
  return stepThroughGrants(runId, ["move_entitlement"], {
    size: 100,
    which: (run) => notRevoked(run.input.entitlementId),
    each: async (tx, run, id) => {
      const grant = await lockGrant(tx, run.businessId, id);
      if (grant.status === "revoked") return false;
      await moveHolder(tx, grant, run.input);
      return true;
    },
  });
}

async function moveHolder(tx: Tx, grant: GrantRow, from: RunInputs["move_entitlement"]): Promise<void> {
  const { discordUserId, businessId } = grant;
  const details = { fromGuildId: from.guildId, fromRoleId: from.roleId };
  await recordGrantEvent(tx, grant, "moved", details);
  const guildId = await markGrantAccess(tx, grant, "bulk");
  if (!discordUserId || !guildId || from.guildId === guildId) return;
  // The person is added to the new server, and leaves the old one if the end action there says so.
  await requestRejoin(tx, guildId, discordUserId);
  if (!(await markAccess(tx, { guildId: from.guildId, discordUserId, businessId }, "bulk"))) return;
  await recordEnd(tx, { guildId: from.guildId, discordUserId }, from);
}

/** The roles that these entitlements gave before they were changed. */
export async function previousRoles(
  tx: Tx,
  businessId: string,
  entitlementIds: string[],
): Promise<{ id: string; roleId: string }[]> {
  return tx.execute<{ id: string; roleId: string }>(sql`
    select distinct input->>'entitlementId' as id, input->>'roleId' as "roleId" from bulk_runs
    where business_id = ${businessId} and kind = 'move_entitlement' and input->>'roleId' is not null
      and input->>'entitlementId' = any(${sql.param(entitlementIds)}::text[])`);
}

/** A move is shown for a week. */
const shownForMs = 7 * 24 * 60 * 60 * 1000;

export type MoveProgress = { total: number; left: number; stuck: number };

/**
 * The progress of an entitlement's newest move. `total`: everybody who has it. `left`: those who have not been moved
 * in Discord yet. `stuck`: those of them who wait until somebody fixes a problem. Null when no move is in progress.
 */
export async function findMove(
  tx: Tx,
  businessId: string,
  entitlementId: string,
): Promise<MoveProgress | null> {
  await findEntitlement(tx, businessId, entitlementId, { includeDeleted: true });
  const run = await findNewestRun(tx, businessId, "move_entitlement", { entitlementId });
  if (!run || run.createdAt.getTime() < databaseNow().getTime() - shownForMs) return null;
  const [count] = await tx.execute<MoveProgress>(sql`
    select count(*)::int as total,
      count(*) filter (where moving.unmarked or moving.behind)::int as left,
      count(*) filter (where moving.behind and moving.problem)::int as stuck
    from (
      select g.id, bool_or(a.gen > a.applied) as behind, bool_or(a.problem is not null and a.due_at is null) as problem,
        ${run.finishedAt === null} and g.id > ${run.cursor ?? ""} as unmarked
      from grants g join entitlements e on e.id = g.entitlement_id
      join accesses a on a.discord_user_id = g.discord_user_id and a.guild_id in (e.guild_id, ${run.input.guildId})
      where g.entitlement_id = ${entitlementId} and g.status <> 'revoked'
      group by g.id) moving`);
  return count && count.left > 0 ? count : null;
}
