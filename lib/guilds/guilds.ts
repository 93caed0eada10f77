import { and, asc, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { guilds } from "@/db/schema";
import { type RoleChoice, roleChoices } from "@/lib/discord/roles";
import { notFound } from "@/lib/errors";

export type GuildRow = typeof guilds.$inferSelect;

/** The connected server with this id in this business; throws `not_found`. */
export async function findGuild(tx: Tx, businessId: string, guildId: string): Promise<GuildRow> {
  const [guild] = await tx
    .select()
    .from(guilds)
    .where(and(eq(guilds.businessId, businessId), eq(guilds.id, guildId), isNull(guilds.releasedAt)));
  if (!guild) throw notFound("Server");
  return guild;
}

export async function listGuilds(tx: Tx, businessId: string): Promise<GuildRow[]> {
  return tx
    .select()
    .from(guilds)
    .where(and(eq(guilds.businessId, businessId), isNull(guilds.releasedAt)))
    .orderBy(asc(guilds.connectedAt));
}

export function guildRoles(guild: GuildRow): RoleChoice[] {
  return guild.snapshot ? roleChoices(guild.id, guild.snapshot) : [];
}

/** Whether the bot can't give any role yet because its own role is below all others. */
export function needsRoleDrag(guild: GuildRow): boolean {
  const roles = guildRoles(guild).filter(({ obstacle }) => obstacle !== "managed");
  return roles.length > 0 && roles.every(({ obstacle }) => obstacle === "above_bot");
}
