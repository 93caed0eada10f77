import type { Guild, Role } from "./records";
import { compareSnowflakes } from "./snowflake";

/** Discord's permission bits, with the names its own client shows. */
export const permissionNames: [bit: bigint, name: string][] = [
  [1n << 0n, "Create Invite"],
  [1n << 1n, "Kick Members"],
  [1n << 2n, "Ban Members"],
  [1n << 3n, "Administrator"],
  [1n << 4n, "Manage Channels"],
  [1n << 5n, "Manage Server"],
  [1n << 6n, "Add Reactions"],
  [1n << 7n, "View Audit Log"],
  [1n << 10n, "View Channels"],
  [1n << 11n, "Send Messages"],
  [1n << 13n, "Manage Messages"],
  [1n << 14n, "Embed Links"],
  [1n << 15n, "Attach Files"],
  [1n << 16n, "Read Message History"],
  [1n << 17n, "Mention Everyone"],
  [1n << 20n, "Connect"],
  [1n << 21n, "Speak"],
  [1n << 22n, "Mute Members"],
  [1n << 23n, "Deafen Members"],
  [1n << 24n, "Move Members"],
  [1n << 26n, "Change Nickname"],
  [1n << 27n, "Manage Nicknames"],
  [1n << 28n, "Manage Roles"],
  [1n << 29n, "Manage Webhooks"],
  [1n << 40n, "Timeout Members"],
];

export const CREATE_INSTANT_INVITE = 1n << 0n;
export const KICK_MEMBERS = 1n << 1n;
export const BAN_MEMBERS = 1n << 2n;
const ADMINISTRATOR = 1n << 3n;
export const MANAGE_GUILD = 1n << 5n;
export const MUTE_MEMBERS = 1n << 22n;
export const DEAFEN_MEMBERS = 1n << 23n;
export const MANAGE_NICKNAMES = 1n << 27n;
export const MANAGE_ROLES = 1n << 28n;
export const MODERATE_MEMBERS = 1n << 40n;
const ALL_PERMISSIONS = (1n << 53n) - 1n;

/** What a member may do on the whole server. */
export function permissionsOf(guild: Guild, userId: string): bigint {
  if (guild.ownerId === userId) return ALL_PERMISSIONS;
  const member = guild.members.get(userId);
  if (!member) return 0n;
  let bits = guild.roles.get(guild.id)?.permissions ?? 0n;
  for (const id of member.roles) bits |= guild.roles.get(id)?.permissions ?? 0n;
  return bits & ADMINISTRATOR ? ALL_PERMISSIONS : bits;
}

export function mayManage(guild: Guild, userId: string): boolean {
  return (permissionsOf(guild, userId) & MANAGE_GUILD) !== 0n;
}

export function topPosition(guild: Guild, userId: string): number {
  let top = 0;
  for (const id of guild.members.get(userId)?.roles ?? []) {
    top = Math.max(top, guild.roles.get(id)?.position ?? 0);
  }
  return top;
}

/** Whether this member may give or take the role. Administrator does not override the hierarchy. */
export function canAssign(guild: Guild, byUserId: string, role: Role): boolean {
  if (role.managed || role.id === guild.id) return false;
  if ((permissionsOf(guild, byUserId) & MANAGE_ROLES) === 0n) return false;
  // Discord does not document ties, so an equal position does not count as higher.
  return guild.ownerId === byUserId || role.position < topPosition(guild, byUserId);
}

/** Roles from the top, as Discord's settings page lists them. */
export function rolesFromTop(guild: Guild): Role[] {
  return [...guild.roles.values()].sort((a, b) => b.position - a.position || compareSnowflakes(a.id, b.id));
}
