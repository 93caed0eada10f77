import { and, count, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { accesses, accessRoles, entitlements, grants, guilds } from "@/db/schema";
import { type Actor, system, writeAudit } from "@/lib/audit";
import { GatehouseError } from "@/lib/errors";
import { markGrantAccess } from "@/lib/grants/claims";
import { endGrant, recordLetGo } from "@/lib/grants/end-grants";
import { lockGrant } from "@/lib/grants/find-grants";
import { countForRun, stepThroughGrants } from "@/lib/grants/run-over-grants";
import { startRun } from "@/lib/work/runs";
import { findGuild } from "./guilds";

/**
 * Releases a server so that another business can connect it. Ends that Discord has not confirmed yet are tried once
 * more, and what nobody got yet ends. Throws `invalid` while entitlements use it.
 */
export async function releaseGuild(tx: Tx, businessId: string, guildId: string, actor: Actor): Promise<void> {
  const guild = await findGuild(tx, businessId, guildId);
  const [used] = await tx
    .select({ entitlements: count() })
    .from(entitlements)
    .where(
      and(
        eq(entitlements.guildId, guildId),
        eq(entitlements.businessId, businessId),
        isNull(entitlements.deletedAt),
      ),
    );
  if (used && used.entitlements > 0)
    throw new GatehouseError(
      "invalid",
      `${used.entitlements} ${used.entitlements === 1 ? "entitlement uses" : "entitlements use"} this server. Move or delete them first.`,
    );
  await tx
    .update(guilds)
    .set({ releasedAt: sql`now()`, dueAt: null, auditDueAt: null, goneChecks: 0 })
    .where(eq(guilds.id, guildId));
  await settleLetGo(tx, businessId, guildId, actor);
  await writeAudit(tx, {
    businessId,
    actor,
    action: "server.released",
    subjectId: guildId,
    details: { name: guild.name },
  });
}

/**
 * When another business connects a released server: for the new one everybody is there as found, so it never takes a
 * role that the old one gave.
 */
export async function handOver(
  tx: Tx,
  { id, businessId }: { id: string; businessId: string },
): Promise<void> {
  await tx.delete(accessRoles).where(eq(accessRoles.guildId, id));
  await tx.delete(accesses).where(eq(accesses.guildId, id));
  await settleLetGo(tx, businessId, id, system);
}

/** Settles the grants that can't go on in a server that the business has let go, as a run. */
async function settleLetGo(tx: Tx, businessId: string, guildId: string, actor: Actor): Promise<void> {
  const total = await countForRun(tx, unsettled(businessId, guildId));
  if (total > 0) await startRun(tx, { businessId, kind: "release_server", input: { guildId }, actor, total });
}

/** Grants that wait for something in the server: to be given, or to be taken. */
function unsettled(businessId: string, guildId: string): SQL {
  return sql`${grants.entitlementId} in (
      select id from entitlements where guild_id = ${guildId} and business_id = ${businessId})
    and ${grants.status} <> 'revoked'
    and (${grants.status} <> 'delivered' or ${grants.revokeRequestedAt} is not null)`;
}

/** Takes one step of such a run. */
export function stepReleasing(runId: string): Promise<void> {
  return stepThroughGrants(runId, ["release_server"], {
    size: 100,
    which: (run) => unsettled(run.businessId, run.input.guildId),
    each: async (tx, run, id) => {
      const [guild] = await tx.select().from(guilds).where(eq(guilds.id, run.input.guildId));
      const isOurs = guild?.businessId === run.businessId;
      if (isOurs && !guild.releasedAt) return false;
      const grant = await lockGrant(tx, run.businessId, id);
      if (grant.status === "revoked") return false;
      if (!hasEnded(grant)) await endGrant(tx, grant, "server_released");
      else if (isOurs) await markGrantAccess(tx, grant, "revoke");
      else await recordLetGo(tx, grant, grant.revocationReason ?? "manual");
      return true;
    },
  });
}
