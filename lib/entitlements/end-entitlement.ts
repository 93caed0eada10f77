import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { liveGrant } from "@/db/live-grant";
import { entitlements } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { endGrant } from "@/lib/grants/end-grants";
import { findGrant, notEndedForGood } from "@/lib/grants/find-grants";
import { countForRun, stepThroughGrants } from "@/lib/grants/run-over-grants";
import { startRun } from "@/lib/work/runs";
import { mustLeave } from "./ends-membership";
import { type EntitlementRow, findEntitlement } from "./find-entitlements";

/** How ending or changing an entitlement would affect people, for the confirmation. */
export type EndPreview = {
  people: number;
  losesRole: number;
  kicked: number;
  keepsThroughOther: number;
  unclaimed: number;
};

/** Counts the people who would be affected if this entitlement ended for everyone. */
export async function previewEnd(tx: Tx, businessId: string, id: string): Promise<EndPreview> {
  const entitlement = await findEntitlement(tx, businessId, id);
  const preview = { people: 0, losesRole: 0, kicked: 0, keepsThroughOther: 0, unclaimed: 0 };
  for (const holders of await groupHolders(tx, entitlement)) {
    preview.people += holders.people;
    if (!holders.connected) preview.unclaimed += holders.people;
    else addConnected(preview, entitlement, holders);
  }
  return preview;
}

/** A group of people for whom ending the entitlement has the same effect. */
type Holders = {
  people: number;
  connected: boolean;
  /** Whether another live entitlement gives them membership in the server, or the same role. */
  otherMembership: boolean;
  otherRole: boolean;
  /** They had the role before, or kept it when another claim ended. */
  ownRole: boolean;
  joinedByUs: boolean | null;
  leaving: boolean;
  staying: boolean;
};

function addConnected(preview: EndPreview, ended: EntitlementRow, holders: Holders): void {
  const { people, otherMembership, otherRole, ownRole } = holders;
  const other = { live: true, roleId: null, endAction: "remove_role" as const };
  const claims = [{ ...ended, live: false }, ...(otherMembership ? [other] : [])];
  const leaves = mustLeave({ ...holders, claims });
  const losesRole = ended.roleId !== null && ended.endAction !== "keep" && !otherRole && !ownRole;
  if (leaves) preview.kicked += people;
  if (losesRole) preview.losesRole += people;
  if (!leaves && !losesRole && (ended.roleId ? otherRole : otherMembership))
    preview.keepsThroughOther += people;
}

async function groupHolders(tx: Tx, { id, guildId, roleId }: EntitlementRow): Promise<Holders[]> {
  const others = sql`select from grants o join entitlements e on e.id = o.entitlement_id
    where o.discord_user_id = g.discord_user_id and o.entitlement_id <> g.entitlement_id
      and e.guild_id = ${guildId} and ${liveGrant("o")}`;
  return tx.execute<Holders>(sql`
    with holders as (
      select g.customer_id, g.discord_user_id is not null as connected, a.joined_by_us,
        coalesce(a.leaving, false) as leaving, coalesce(a.staying, false) as staying,
        exists (select from access_roles r where r.guild_id = ${guildId} and r.discord_user_id = g.discord_user_id
          and r.role_id = ${roleId} and r.held_before) as own_role,
        exists (${others}) as other_membership, exists (${others} and e.role_id = ${roleId}) as other_role
      from grants g left join accesses a on a.guild_id = ${guildId} and a.discord_user_id = g.discord_user_id
      where g.entitlement_id = ${id} and ${liveGrant("g")})
    select count(distinct customer_id)::int as people, connected, joined_by_us as "joinedByUs", leaving, staying,
      other_membership as "otherMembership", other_role as "otherRole",
      own_role as "ownRole"
    from holders group by connected, joined_by_us, leaving, staying, other_membership, other_role, own_role`);
}

/**
 * Deletes an entitlement. With `endAccess` everybody's access ends too, as a run with progress, also for those whose
 * purchase is paused or on hold. Otherwise people keep what they have until their purchases end.
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

/** Ends everybody's access and keeps the entitlement. */
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
  const total = await countForRun(tx, notEndedForGood(entitlementId));
  return startRun(tx, { businessId, kind: "end_entitlement", input: { entitlementId }, actor, total });
}

/** Takes one step of such a run. */
export function stepEnding(runId: string): Promise<void> {
  return stepThroughGrants(runId, ["end_entitlement"], {
    size: 100,
    which: (run) => notEndedForGood(run.input.entitlementId),
    each: async (tx, run, id) => {
      await endGrant(tx, await findGrant(tx, run.businessId, id), "entitlement_ended");
      return true;
    },
  });
}
