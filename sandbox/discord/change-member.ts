import type { Context } from "hono";
import type { ApiEnv } from "../api-gate";
import { assignable, BYPASSES_VERIFICATION, requireFlagPermission } from "./add-member";
import {
  auditReason,
  requireBotPermission,
  requireGuild,
  requireMember,
  requireTwoFactor,
  snowflakeParam,
} from "./auth";
import { botUserId, type Discord } from "./discord";
import { missingPermissions, unknownRole } from "./errors";
import { removeMember, writeAudit } from "./members";
import {
  canAssign,
  DEAFEN_MEMBERS,
  KICK_MEMBERS,
  MANAGE_NICKNAMES,
  MANAGE_ROLES,
  MUTE_MEMBERS,
  topPosition,
} from "./permissions";
import type { Guild, Member } from "./records";
import { optionalFlag, optionalNumber, optionalRoleIds, optionalText, readRestBody } from "./rest-body";
import { memberShape } from "./shapes";

/** `PUT` and `DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}`: 204 even when nothing changes. */
export function changeMemberRole(discord: Discord, c: Context<ApiEnv>, change: "give" | "take"): Response {
  const guild = requireGuild(discord, c);
  const userId = snowflakeParam(c, "user_id");
  const roleId = snowflakeParam(c, "role_id");
  const reason = auditReason(c);
  requireBotPermission(guild, MANAGE_ROLES);
  const role = guild.roles.get(roleId);
  // @everyone has the server's id, and Discord does not treat it as a role that can be given.
  if (!role || role.id === guild.id) throw unknownRole();
  const member = requireMember(discord, guild, userId);
  if (!canAssign(guild, botUserId, role)) throw missingPermissions();
  requireTwoFactor(discord, guild);
  if (member.roles.has(roleId) !== (change === "give")) {
    if (change === "give") member.roles.add(roleId);
    else member.roles.delete(roleId);
    const action = change === "give" ? "MEMBER_ROLE_ADD" : "MEMBER_ROLE_REMOVE";
    writeAudit(discord, guild, { action, user_id: userId, role_id: roleId, reason, by: botUserId });
    discord.changed();
  }
  return c.body(null, 204);
}

/** `DELETE /guilds/{guild_id}/members/{user_id}`: a kick, not a ban. */
export function kickMember(discord: Discord, c: Context<ApiEnv>): Response {
  const guild = requireGuild(discord, c);
  const userId = snowflakeParam(c, "user_id");
  const reason = auditReason(c);
  requireBotPermission(guild, KICK_MEMBERS);
  requireMember(discord, guild, userId);
  if (userId === botUserId || !outranks(guild, userId)) throw missingPermissions();
  requireTwoFactor(discord, guild);
  removeMember(guild, userId);
  writeAudit(discord, guild, { action: "MEMBER_KICK", user_id: userId, reason, by: botUserId });
  discord.changed();
  return c.body(null, 204);
}

/** `PATCH /guilds/{guild_id}/members/{user_id}`: `roles` replaces the whole set. */
export async function patchMember(discord: Discord, c: Context<ApiEnv>): Promise<Response> {
  const guild = requireGuild(discord, c);
  const userId = snowflakeParam(c, "user_id");
  const reason = auditReason(c);
  const body = await readRestBody(c);
  const nick = optionalText(body, "nick", 32);
  const roles = optionalRoleIds(body, 350);
  const flags = optionalNumber(body, "flags");
  const mute = optionalFlag(body, "mute");
  const deaf = optionalFlag(body, "deaf");
  const member = requireMember(discord, guild, userId);
  if (nick !== undefined) {
    requireBotPermission(guild, MANAGE_NICKNAMES);
    if (userId !== botUserId && !outranks(guild, userId)) throw missingPermissions();
  }
  if (mute !== undefined) requireBotPermission(guild, MUTE_MEMBERS);
  if (deaf !== undefined) requireBotPermission(guild, DEAFEN_MEMBERS);
  if (flags !== undefined) requireFlagPermission(guild, flags & ~(member.flags & ~BYPASSES_VERIFICATION));
  if (roles) requireRoleChange(discord, guild, member, roles);

  if (roles) member.roles = new Set(roles);
  if (nick !== undefined) member.nick = nick || null;
  if (mute !== undefined) member.mute = mute;
  if (deaf !== undefined) member.deaf = deaf;
  if (flags !== undefined) member.flags = flags;
  if (flags !== undefined && flags & BYPASSES_VERIFICATION) member.pending = false;
  const action = roles ? "MEMBER_ROLE_UPDATE" : "MEMBER_UPDATE";
  writeAudit(discord, guild, { action, user_id: userId, reason, by: botUserId });
  discord.changed();
  return c.json(memberShape(discord, member));
}

/** The bot must be allowed to assign every role that is added or removed; managed roles must stay in the list. */
function requireRoleChange(discord: Discord, guild: Guild, member: Member, wanted: string[]): void {
  requireBotPermission(guild, MANAGE_ROLES);
  for (const id of wanted) if (!member.roles.has(id)) assignable(guild, id);
  for (const id of member.roles) if (!wanted.includes(id)) assignable(guild, id);
  requireTwoFactor(discord, guild);
}

function outranks(guild: Guild, userId: string): boolean {
  return userId !== guild.ownerId && topPosition(guild, userId) < topPosition(guild, botUserId);
}
