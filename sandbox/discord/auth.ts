import type { Context, MiddlewareHandler } from "hono";
import type { ApiEnv } from "../api-gate";
import { botUserId, type Discord } from "./discord";
import {
  DiscordError,
  invalidField,
  missingAccess,
  missingPermissions,
  serviceUnavailable,
  unauthorized,
  unknownGuild,
  unknownMember,
  unknownUser,
} from "./errors";
import { permissionsOf } from "./permissions";
import type { AccessToken, Guild, Member, Person } from "./records";
import { isSnowflake } from "./snowflake";

type RestContext = Context<ApiEnv>;

/** Cloudflare in front of Discord refuses programs without a proper User-Agent. */
export const requireUserAgent: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (!c.req.header("user-agent")?.startsWith("DiscordBot (")) {
    throw new DiscordError(403, 40333, "internal network error");
  }
  await next();
};

export function isBot(discord: Discord, c: RestContext): boolean {
  return c.req.header("authorization") === `Bot ${discord.application.botToken}`;
}

export function requireBot(discord: Discord, c: RestContext): void {
  if (!isBot(discord, c)) throw unauthorized();
}

/** The owner of this Bearer token, if it is still valid and has the scope. */
export function requireBearer(
  discord: Discord,
  c: RestContext,
  scope?: string,
): AccessToken & { person: Person } {
  const [scheme, token = ""] = c.req.header("authorization")?.split(" ") ?? [];
  const known = scheme === "Bearer" ? discord.accessTokens.get(token) : undefined;
  if (!known || known.expires <= discord.now()) throw unauthorized();
  if (scope && !known.scopes.includes(scope)) throw unauthorized();
  const person = discord.users.get(known.userId);
  if (!person || person.deleted) throw unauthorized();
  return { ...known, person };
}

export function snowflakeParam(c: RestContext, name: "guild_id" | "user_id" | "role_id"): string {
  const value = c.req.param(name) ?? "";
  if (!isSnowflake(value)) {
    throw invalidField(name, "NUMBER_TYPE_COERCE", `Value "${value}" is not snowflake.`);
  }
  return value;
}

/** The server in the path, if the caller is the bot and the bot is in it. */
export function requireGuild(discord: Discord, c: RestContext): Guild {
  requireBot(discord, c);
  const guild = discord.guilds.get(snowflakeParam(c, "guild_id"));
  if (!guild?.members.has(botUserId)) {
    throw guild?.absentCode === 50001 ? missingAccess() : unknownGuild();
  }
  if (guild.unavailable) throw serviceUnavailable();
  return guild;
}

/** 10013 for an unknown user, 10007 for a user who is not in the server. */
export function requireMember(discord: Discord, guild: Guild, userId: string): Member {
  const person = discord.users.get(userId);
  if (!person || person.deleted) throw unknownUser();
  const member = guild.members.get(userId);
  if (!member) throw unknownMember();
  return member;
}

export function requireBotPermission(guild: Guild, bit: bigint): void {
  if ((permissionsOf(guild, botUserId) & bit) === 0n) throw missingPermissions();
}

/** A server may require two-factor for acting on members. For a bot, its owner must have it. */
export function requireTwoFactor(discord: Discord, guild: Guild): void {
  if (guild.mfaLevel === 1 && !discord.application.ownerMfa) {
    throw new DiscordError(403, 60003, "Two factor is required for this operation");
  }
}

/** `X-Audit-Log-Reason`, decoded; Discord takes up to 512 characters. */
export function auditReason(c: RestContext): string | null {
  const header = c.req.header("x-audit-log-reason");
  if (header === undefined) return null;
  let reason: string;
  try {
    reason = decodeURIComponent(header);
  } catch {
    reason = header;
  }
  if (reason.length > 512) {
    throw invalidField("reason", "BASE_TYPE_MAX_LENGTH", "Must be 512 or fewer in length.");
  }
  return reason;
}
