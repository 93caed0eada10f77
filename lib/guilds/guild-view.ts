import { failureWords } from "@/lib/discord/failures";
import { serverUrl } from "@/lib/discord/places";
import { type GuildRow, guildRoles, needsRoleDrag } from "./guilds";

/** A connected server for screens: plain data, roles in Discord's order, reasons in words. */
export function serverView(guild: GuildRow) {
  const roles = guildRoles(guild);
  return {
    id: guild.id,
    name: guild.name,
    icon: guild.icon,
    url: serverUrl(guild.id),
    members: guild.snapshot?.memberCount ?? null,
    screening: guild.snapshot?.screening ?? false,
    problem: guild.problem,
    problemWords: guild.problem && failureWords(guild.problem),
    parked: guild.parkedAt !== null,
    needsDrag: needsRoleDrag(guild),
    botRole: roles.find(({ isBotRole }) => isBotRole)?.name ?? null,
    roles: roles.map(({ id, name, color, obstacle, obstacleWords, powers, isBotRole }) => ({
      id,
      name,
      color,
      obstacle,
      obstacleWords,
      powers,
      isBotRole,
    })),
    connectedAt: guild.connectedAt.toISOString(),
    checkedAt: guild.checkedAt?.toISOString() ?? null,
  };
}

export type ServerView = ReturnType<typeof serverView>;
