import { eq } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { entitlements } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { cleanName, type NewEntitlement } from "./create-entitlement";
import { type EntitlementRow, findEntitlement } from "./find-entitlements";
import { startMoving } from "./move-entitlement";
import { validateTarget } from "./validate-entitlement";

/**
 * Changes an entitlement after Discord has confirmed that it can be given, also when nothing was changed. A new guild
 * or role moves everybody who has it: the new access is given before the old one ends.
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
    if (moved) await startMoving(tx, now, actor);
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

function changed(before: EntitlementRow, changes: Partial<NewEntitlement>): Record<string, unknown> {
  const names = Object.keys(changes) as (keyof NewEntitlement)[];
  return Object.fromEntries(
    names
      .filter((name) => changes[name] !== before[name])
      .map((name) => [name, { from: before[name], to: changes[name] }]),
  );
}
