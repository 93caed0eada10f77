import { botUserId, type Discord } from "./discord";
import type { AuditEntry, Guild, Member } from "./records";
import { botRoleOf, createBotRole } from "./roles";
import { newMember } from "./seed";
import { compareSnowflakes } from "./snowflake";

const KEPT_AUDIT = 20_000;

export function writeAudit(
  discord: Discord,
  guild: Guild,
  entry: Omit<AuditEntry, "at" | "reason"> & { reason?: string | null | undefined },
): void {
  const { reason, ...rest } = entry;
  guild.audit.push({ at: new Date(discord.now()).toISOString(), ...rest, reason: reason ?? null });
  if (guild.audit.length > KEPT_AUDIT) guild.audit.splice(0, KEPT_AUDIT / 10);
}

/** Adds a member. With rules screening on, people start as pending; bots never do. */
export function addMember(discord: Discord, guild: Guild, userId: string): Member {
  const member = newMember(userId, discord.now());
  member.pending = guild.screening && !discord.users.get(userId)?.bot;
  guild.members.set(userId, member);
  delete guild.memberOrder;
  return member;
}

/** Removes a member, and all their roles. */
export function removeMember(guild: Guild, userId: string): void {
  guild.members.delete(userId);
  delete guild.memberOrder;
}

export function memberIds(guild: Guild): string[] {
  guild.memberOrder ??= [...guild.members.keys()].sort(compareSnowflakes);
  return guild.memberOrder;
}

/** How many servers a person is in, including those elsewhere on Discord. */
export function guildCount(discord: Discord, userId: string): number {
  let count = discord.users.get(userId)?.otherGuilds ?? 0;
  for (const guild of discord.guilds.values()) if (guild.members.has(userId)) count += 1;
  return count;
}

/** The bot joins; if it is there already, its role gets the new permissions. */
export function addBot(discord: Discord, guild: Guild, permissions: bigint, by: string): void {
  let member = guild.members.get(botUserId);
  if (!member) {
    member = addMember(discord, guild, botUserId);
    writeAudit(discord, guild, { action: "BOT_ADD", user_id: botUserId, by });
  }
  const known = botRoleOf(guild);
  if (known) known.permissions = permissions;
  else if (permissions !== 0n) member.roles.add(createBotRole(discord, guild, permissions).id);
}

/** Removes the bot and its own role. When it is added again, it gets a new role at the bottom. */
export function removeBot(guild: Guild): void {
  removeMember(guild, botUserId);
  const role = botRoleOf(guild);
  if (role) guild.roles.delete(role.id);
}
