import { and, asc, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { entitlements } from "@/db/schema";
import { serverHealth } from "./guild-health";
import { serverView } from "./guild-view";
import { listGuilds } from "./guilds";

/** Every connected server with its health and its entitlements. */
export async function readServers(tx: Tx, businessId: string) {
  const given = await tx
    .select()
    .from(entitlements)
    .where(and(eq(entitlements.businessId, businessId), isNull(entitlements.deletedAt)))
    .orderBy(asc(entitlements.createdAt));
  return (await listGuilds(tx, businessId)).map((guild) => {
    const served = given.filter(({ guildId }) => guildId === guild.id);
    return {
      ...serverView(guild),
      checks: serverHealth(guild, served),
      entitlements: served.map(({ id, name }) => ({ id, name })),
      lastAudit: guild.lastAudit,
    };
  });
}

export type ServerWithHealth = Awaited<ReturnType<typeof readServers>>[number];
