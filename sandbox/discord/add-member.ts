import type { Context } from "hono";
import type { ApiEnv } from "../api-gate";
import { auditReason, requireBotPermission, requireGuild, requireTwoFactor, snowflakeParam } from "./auth";
import { botUserId, type Discord } from "./discord";
import { DiscordError, invalidField, missingPermissions, unknownRole } from "./errors";
import { addMember, guildCount, writeAudit } from "./members";
import {
  BAN_MEMBERS,
  CREATE_INSTANT_INVITE,
  canAssign,
  DEAFEN_MEMBERS,
  KICK_MEMBERS,
  MANAGE_GUILD,
  MANAGE_NICKNAMES,
  MANAGE_ROLES,
  MODERATE_MEMBERS,
  MUTE_MEMBERS,
  permissionsOf,
} from "./permissions";
import type { Guild, Person, Role } from "./records";
import { optionalFlag, optionalNumber, optionalRoleIds, optionalText, readRestBody } from "./rest-body";
import { memberShape } from "./shapes";

export const BYPASSES_VERIFICATION = 4;

type Requested = {
  token: string;
  nick: string | null | undefined;
  roles: string[] | undefined;
  mute: boolean | undefined;
  deaf: boolean | undefined;
  flags: number | undefined;
};

/** `PUT /guilds/{guild_id}/members/{user_id}`. The order of the checks decides which error wins. */
export async function addGuildMember(discord: Discord, c: Context<ApiEnv>): Promise<Response> {
  const guild = requireGuild(discord, c);
  const userId = snowflakeParam(c, "user_id");
  const reason = auditReason(c);
  const requested = readRequested(await readRestBody(c));
  requirePermissions(guild, requested);
  const person = ownerOfToken(discord, requested.token, userId);
  // Already a member: 204, and everything else in the body is ignored.
  if (guild.members.has(userId)) return c.body(null, 204);
  requireMayJoin(discord, guild, person);
  const roles = (requested.roles ?? []).map((id) => assignable(guild, id));
  if (roles.length > 0) requireTwoFactor(discord, guild);

  const member = addMember(discord, guild, userId);
  for (const role of roles) member.roles.add(role.id);
  if (requested.nick) member.nick = requested.nick;
  member.mute = requested.mute ?? false;
  member.deaf = requested.deaf ?? false;
  member.flags = requested.flags ?? 0;
  if (member.flags & BYPASSES_VERIFICATION) member.pending = false;
  writeAudit(discord, guild, { action: "MEMBER_ADD", user_id: userId, reason, by: botUserId });
  discord.changed();
  return c.json(memberShape(discord, member), 201);
}

function readRequested(body: Record<string, unknown>): Requested {
  const token = optionalText(body, "access_token", 10_240);
  if (!token) throw invalidField("access_token", "BASE_TYPE_REQUIRED", "This field is required");
  return {
    token,
    nick: optionalText(body, "nick", 32),
    roles: optionalRoleIds(body, 250),
    mute: optionalFlag(body, "mute"),
    deaf: optionalFlag(body, "deaf"),
    flags: optionalNumber(body, "flags"),
  };
}

function requirePermissions(guild: Guild, requested: Requested): void {
  requireBotPermission(guild, CREATE_INSTANT_INVITE);
  if (requested.roles?.length) requireBotPermission(guild, MANAGE_ROLES);
  if (requested.nick) requireBotPermission(guild, MANAGE_NICKNAMES);
  if (requested.mute) requireBotPermission(guild, MUTE_MEMBERS);
  if (requested.deaf) requireBotPermission(guild, DEAFEN_MEMBERS);
  if (requested.flags) requireFlagPermission(guild, requested.flags);
}

/** Only "bypasses verification" may be set, and only with Manage Server, Manage Roles or all moderator permissions. */
export function requireFlagPermission(guild: Guild, flags: number): void {
  if ((flags & ~BYPASSES_VERIFICATION) !== 0) throw missingPermissions();
  const bits = permissionsOf(guild, botUserId);
  const moderate = MODERATE_MEMBERS | KICK_MEMBERS | BAN_MEMBERS;
  if ((bits & (MANAGE_GUILD | MANAGE_ROLES)) !== 0n || (bits & moderate) === moderate) return;
  throw missingPermissions();
}

function ownerOfToken(discord: Discord, token: string, userId: string): Person {
  const known = discord.accessTokens.get(token);
  const person = discord.users.get(userId);
  if (!known || known.expires <= discord.now() || known.userId !== userId || !person || person.deleted) {
    throw new DiscordError(403, 50025, "Invalid OAuth2 access token");
  }
  if (!known.scopes.includes("guilds.join")) {
    throw new DiscordError(403, 50026, "Missing required OAuth2 scope");
  }
  return person;
}

function requireMayJoin(discord: Discord, guild: Guild, person: Person): void {
  if (guild.bans.has(person.id)) throw new DiscordError(403, 40007, "The user is banned from this guild.");
  if (guildCount(discord, person.id) >= (person.nitro ? 200 : 100)) {
    throw new DiscordError(400, 30001, "You are at the 100 server limit.");
  }
  if (!person.verified) throw new DiscordError(400, 50178, "The user account must first be verified");
  if (person.joinLimited) {
    throw new DiscordError(403, 340015, "Joining new servers is currently limited for this user");
  }
  if (guild.members.size >= guild.maxMembers) {
    throw new DiscordError(400, 30019, "Maximum number of server members reached");
  }
}

/** A role the bot may give in this server. */
export function assignable(guild: Guild, roleId: string): Role {
  const role = guild.roles.get(roleId);
  if (!role || role.id === guild.id) throw unknownRole();
  if (!canAssign(guild, botUserId, role)) throw missingPermissions();
  return role;
}
