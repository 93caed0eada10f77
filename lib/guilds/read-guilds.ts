import { and, asc, countDistinct, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { entitlements, type FailureCode, grants } from "@/db/schema";
import { serverHealth, type Waiting } from "./guild-health";
import { serverView } from "./guild-view";
import { listGuilds } from "./guilds";

/** Every connected server with its health and its entitlements. */
export async function readServers(tx: Tx, businessId: string) {
  const given = await tx
    .select()
    .from(entitlements)
    .where(and(eq(entitlements.businessId, businessId), isNull(entitlements.deletedAt)))
    .orderBy(asc(entitlements.createdAt));
  const waiting = await countWaiting(tx, businessId);
  return (await listGuilds(tx, businessId)).map((guild) => {
    const served = given.filter(({ guildId }) => guildId === guild.id);
    return {
      ...serverView(guild),
      checks: serverHealth(
        guild,
        served,
        waiting.filter(({ entitlementId }) => served.some(({ id }) => id === entitlementId)),
      ),
      entitlements: served.map(({ id, name }) => ({ id, name })),
      lastAudit: guild.lastAudit,
    };
  });
}

async function countWaiting(tx: Tx, businessId: string): Promise<Waiting[]> {
  return tx
    .select({
      code: sql<FailureCode>`${grants.errorCode}`,
      entitlementId: grants.entitlementId,
      people: countDistinct(grants.customerId),
    })
    .from(grants)
    .where(
      and(
        eq(grants.businessId, businessId),
        isNotNull(grants.errorCode),
        inArray(grants.status, ["pending", "failed"]),
      ),
    )
    .groupBy(grants.errorCode, grants.entitlementId);
}

export type ServerWithHealth = Awaited<ReturnType<typeof readServers>>[number];
