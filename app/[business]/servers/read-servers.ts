import { serverView } from "@/components/servers/server-view";
import { listEntitlements } from "@/lib/entitlements/find-entitlements";
import { serverHealth } from "@/lib/guilds/guild-health";
import { listGuilds } from "@/lib/guilds/guilds";

type Tx = Parameters<typeof listGuilds>[0];

/** Every connected server with its health and what it gives. */
export async function readServers(tx: Tx, businessId: string) {
  const entitlements = await listEntitlements(tx, businessId, { limit: 500 });
  return (await listGuilds(tx, businessId)).map((guild) => {
    const served = entitlements.filter(({ guildId }) => guildId === guild.id);
    return {
      ...serverView(guild),
      checks: serverHealth(guild, served),
      entitlements: served.map(({ id, name }) => ({ id, name })),
      lastAudit: guild.lastAudit,
    };
  });
}

export type ServerWithHealth = Awaited<ReturnType<typeof readServers>>[number];
