import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { entitlements } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { endGrant } from "@/lib/grants/end-grants";
import { findGrant, notRevoked } from "@/lib/grants/find-grants";
import { countForRun, stepThroughGrants } from "@/lib/grants/run-over-grants";
import { startRun } from "@/lib/work/runs";
import { findEntitlement } from "./find-entitlements";

/** What ending or changing an entitlement would do to people, for the question before it. */
export type EndPreview = {
  people: number;
  losesRole: number;
  kicked: number;
  keepsThroughOther: number;
  unclaimed: number;
};

/** Counts whom ending this entitlement for everyone would touch. */
export async function previewEnd(tx: Tx, businessId: string, id: string): Promise<EndPreview> {
  const entitlement = await findEntitlement(tx, businessId, id);
  const membershipEnds =
    entitlement.endAction === "kick" || (entitlement.endAction === "remove_role" && !entitlement.roleId);
  const [row] = await tx.execute<EndPreview>(sql`
    with holders as (
      select g.customer_id, g.discord_user_id, a.joined_by_us,
        exists (select from grants o join entitlements e on e.id = o.entitlement_id
          where o.discord_user_id = g.discord_user_id and o.id <> g.id and o.entitlement_id <> g.entitlement_id
            and e.guild_id = ${entitlement.guildId} and o.status <> 'revoked' and o.revoke_requested_at is null
            and (${membershipEnds} or e.role_id is not distinct from ${entitlement.roleId}::text)) as kept
      from grants g left join accesses a on a.guild_id = ${entitlement.guildId} and a.discord_user_id = g.discord_user_id
      where g.entitlement_id = ${id} and g.status <> 'revoked' and g.revoke_requested_at is null)
    select count(distinct customer_id)::int as people,
      count(*) filter (where discord_user_id is null)::int as unclaimed,
      count(*) filter (where discord_user_id is not null and kept)::int as "keepsThroughOther",
      count(*) filter (where discord_user_id is not null and not kept and ${membershipEnds} and joined_by_us)::int as kicked,
      count(*) filter (where discord_user_id is not null and not kept and ${entitlement.endAction !== "keep"} and ${entitlement.roleId !== null})::int as "losesRole"
    from holders`);
  return row ?? { people: 0, losesRole: 0, kicked: 0, keepsThroughOther: 0, unclaimed: 0 };
}

/**
 * Takes an entitlement out of sight. With `endAccess` everybody's access ends too, as a run with progress;
 * without it people keep what they have until their own purchases end.
 */
export async function deleteEntitlement(
  tx: Tx,
  businessId: string,
  id: string,
  options: { endAccess: boolean },
  actor: Actor,
): Promise<{ runId: string | null }> {
  const entitlement = await findEntitlement(tx, businessId, id);
  await tx.update(entitlements).set({ deletedAt: sql`now()` }).where(eq(entitlements.id, id));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "entitlement.deleted",
    subjectId: id,
    details: { name: entitlement.name, ...options },
  });
  return { runId: options.endAccess ? await startEnding(tx, businessId, id, actor) : null };
}

/** Ends everybody's access to an entitlement that stays in place. */
export async function endEntitlement(
  tx: Tx,
  businessId: string,
  id: string,
  actor: Actor,
): Promise<{ runId: string }> {
  await findEntitlement(tx, businessId, id);
  await writeAudit(tx, { businessId, actor, action: "entitlement.ended", subjectId: id });
  return { runId: await startEnding(tx, businessId, id, actor) };
}

async function startEnding(tx: Tx, businessId: string, entitlementId: string, actor: Actor): Promise<string> {
  const total = await countForRun(tx, notRevoked(entitlementId));
  return startRun(tx, { businessId, kind: "end_entitlement", input: { entitlementId }, actor, total });
}

/** One step of such a run. */
export function stepEnding(runId: string): Promise<void> {
  return stepThroughGrants(runId, ["end_entitlement"], {
    size: 100,
    which: (run) => notRevoked(run.input.entitlementId),
    each: async (tx, run, id) => {
      await endGrant(tx, await findGrant(tx, run.businessId, id), "entitlement_ended");
      return true;
    },
  });
}
