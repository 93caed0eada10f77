import { and, eq, isNull, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded, liveGrant } from "@/db/live-grant";
import { entitlements, grants } from "@/db/schema";
import { recordGrantEvent } from "@/lib/grant-history";
import { markAccess } from "./claims";
import { lockGrant } from "./find-grants";
import { moveGrant } from "./move-grant";

/**
 * Links a customer's unconnected grants to their Discord account and makes the account's accesses due. Grants that
 * are linked to another account stay there. Failed grants are tried again. Returns the affected guilds. `purchaseId`
 * limits it to one purchase.
 */
export async function connectGrants(
  tx: Tx,
  customerId: string,
  discordUserId: string,
  purchaseId?: string,
): Promise<string[]> {
  const wanted = and(
    eq(grants.customerId, customerId),
    purchaseId === undefined ? undefined : eq(grants.purchaseId, purchaseId),
  );
  await tx
    .update(grants)
    .set({ discordUserId })
    .where(and(wanted, isNull(grants.discordUserId), ne(grants.status, "revoked")));
  const rows = await tx
    .select({
      id: grants.id,
      businessId: grants.businessId,
      guildId: entitlements.guildId,
    })
    .from(grants)
    .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
    .where(and(wanted, eq(grants.discordUserId, discordUserId), liveGrant()))
    .orderBy(grants.createdAt, grants.id);
  const guildIds = new Set<string>();
  for (const { id, businessId, guildId } of rows) {
    const grant = await lockGrant(tx, businessId, id);
    const { status } = grant;
    if (hasEnded(grant)) continue;
    if (status !== "delivered") await recordGrantEvent(tx, grant, "authorized", { discordUserId });
    if (status === "failed") await moveGrant(tx, grant, { to: "pending", why: "retried" });
    if (guildIds.has(guildId)) continue;
    if (await markAccess(tx, { guildId, discordUserId, businessId }, "waiting")) guildIds.add(guildId);
  }
  return [...guildIds];
}
