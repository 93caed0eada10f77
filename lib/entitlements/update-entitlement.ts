import { and, eq, isNotNull, ne, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { accesses, entitlements, grants } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { markEntitlementAccess } from "@/lib/grants/claims";
import { cleanName, type NewEntitlement } from "./create-entitlement";
import { type EntitlementRow, findEntitlement } from "./find-entitlements";
import { validateTarget } from "./validate-entitlement";

/**
 * Changes an entitlement after Discord has confirmed that it can be given. Saving without a change validates
 * too. A new guild or role moves everybody who holds it: the new access is given first, then the old one ends.
 */
export async function updateEntitlement(
  businessId: string,
  id: string,
  changes: Partial<NewEntitlement>,
  actor: Actor,
): Promise<EntitlementRow> {
  const before = await inTransaction((tx) => findEntitlement(tx, businessId, id));
  const name = changes.name === undefined ? before.name : cleanName(changes.name);
  const guildId = changes.guildId ?? before.guildId;
  const roleId = changes.roleId === undefined ? before.roleId : changes.roleId;
  await validateTarget(businessId, guildId, roleId);
  return inTransaction(async (tx) => {
    const [now] = await tx.select().from(entitlements).where(eq(entitlements.id, id)).for("update");
    if (!now) return findEntitlement(tx, businessId, id);
    const moved = now.guildId !== guildId || now.roleId !== roleId;
    await tx
      .update(entitlements)
      .set({
        ...changes,
        name,
        guildId,
        roleId,
        problem: null,
        problemSince: null,
        ...(now.guildId !== guildId && { previousGuildId: now.guildId }),
      })
      .where(eq(entitlements.id, id));
    if (moved) await moveAccess(tx, now, guildId);
    await writeAudit(tx, {
      businessId,
      actor,
      action: "entitlement.updated",
      subjectId: id,
      details: changed(now, { ...changes, name }),
    });
    return findEntitlement(tx, businessId, id);
  });
}

async function moveAccess(tx: Tx, before: EntitlementRow, guildId: string): Promise<void> {
  await markEntitlementAccess(tx, before.id, guildId, "bulk");
  await tx.execute(sql`
    insert into grant_events (id, grant_id, business_id, entitlement_id, type, details)
    select 'gev_' || substr(md5(random()::text || g.id), 1, 21), g.id, g.business_id, g.entitlement_id, 'moved',
      ${JSON.stringify({ guildId, fromGuildId: before.guildId, fromRoleId: before.roleId })}::jsonb
    from grants g where g.entitlement_id = ${before.id} and g.status <> 'revoked'`);
  if (before.guildId === guildId) return;
  await markEntitlementAccess(tx, before.id, before.guildId, "bulk");
  // Going along with the entitlement means to be added to the new server, and to leave the old one if
  // membership was all it gave.
  const holders = tx
    .select({ id: grants.discordUserId })
    .from(grants)
    .where(
      and(eq(grants.entitlementId, before.id), isNotNull(grants.discordUserId), ne(grants.status, "revoked")),
    );
  await tx
    .update(accesses)
    .set({ rejoinRequested: true })
    .where(and(eq(accesses.guildId, guildId), sql`${accesses.discordUserId} in ${holders}`));
  if (before.roleId === null || before.endAction === "kick")
    await tx
      .update(accesses)
      .set({ leaving: true })
      .where(and(eq(accesses.guildId, before.guildId), sql`${accesses.discordUserId} in ${holders}`));
}

function changed(before: EntitlementRow, changes: Partial<NewEntitlement>): Record<string, unknown> {
  const names = Object.keys(changes) as (keyof NewEntitlement)[];
  return Object.fromEntries(
    names
      .filter((name) => changes[name] !== before[name])
      .map((name) => [name, { from: before[name], to: changes[name] }]),
  );
}
