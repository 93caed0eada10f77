import { type Context, Hono } from "hono";
import type { ApiEnv } from "../api-gate";
import { addGuildMember } from "./add-member";
import { patchApplication } from "./application";
import {
  isBot,
  requireBearer,
  requireBot,
  requireGuild,
  requireMember,
  requireUserAgent,
  snowflakeParam,
} from "./auth";
import { changeMemberRole, kickMember, patchMember } from "./change-member";
import { botUserId, type Discord } from "./discord";
import {
  DiscordError,
  invalidField,
  methodNotAllowed,
  missingAccess,
  notFound,
  unknownGuild,
  unknownRole,
  unknownUser,
} from "./errors";
import { memberIds, removeBot } from "./members";
import { permissionsOf } from "./permissions";
import type { Guild } from "./records";
import { limitQuery, snowflakeQuery } from "./rest-body";
import {
  applicationShape,
  guildShape,
  memberShape,
  myGuildShape,
  ownApplicationShape,
  ownUserShape,
  roleShape,
  timestamp,
  userShape,
} from "./shapes";
import { compareSnowflakes } from "./snowflake";

/** Discord's REST API, version 10. For these routes version 9 is the same. */
export function discordRest(discord: Discord): Hono<ApiEnv> {
  const rest = new Hono<ApiEnv>();
  rest.use(requireUserAgent);
  userRoutes(rest, discord);
  guildRoutes(rest, discord);
  memberRoutes(rest, discord);
  for (const path of new Set(
    rest.routes.filter((route) => route.method !== "ALL").map((route) => route.path),
  )) {
    rest.all(path, () => {
      throw methodNotAllowed();
    });
  }
  rest.all("*", () => {
    throw notFound();
  });
  rest.onError((error, c) => {
    if (error instanceof DiscordError) return c.json(error.toJSON(), error.status);
    console.error(error);
    return c.json({ message: "500: Internal Server Error", code: 0 }, 500);
  });
  return rest;
}

function userRoutes(rest: Hono<ApiEnv>, discord: Discord): void {
  rest.get("/users/@me", (c) => {
    const bot = isBot(discord, c) ? discord.users.get(botUserId) : undefined;
    if (bot) return c.json(ownUserShape(bot, false));
    const { person, scopes } = requireBearer(discord, c, "identify");
    return c.json(ownUserShape(person, scopes.includes("email")));
  });
  rest.get("/users/@me/guilds", (c) => listOwnGuilds(discord, c));
  rest.get("/users/@me/guilds/:guild_id/member", (c) => {
    const { person } = requireBearer(discord, c, "guilds.members.read");
    const guild = discord.guilds.get(snowflakeParam(c, "guild_id"));
    const member = guild?.members.get(person.id);
    if (!guild || !member) throw unknownGuild();
    const permissions = permissionsOf(guild, person.id).toString();
    return c.json({ ...memberShape(discord, member), permissions });
  });
  rest.delete("/users/@me/guilds/:guild_id", (c) => {
    removeBot(requireGuild(discord, c));
    discord.changed();
    return c.body(null, 204);
  });
  rest.get("/users/:user_id", (c) => {
    requireBot(discord, c);
    const person = discord.users.get(snowflakeParam(c, "user_id"));
    if (!person) throw unknownUser();
    return c.json(userShape(person));
  });
  rest.get("/applications/@me", (c) => {
    requireBot(discord, c);
    return c.json(ownApplicationShape(discord));
  });
  rest.patch("/applications/@me", (c) => patchApplication(discord, c));
  rest.get("/oauth2/applications/@me", (c) => {
    requireBot(discord, c);
    return c.json(ownApplicationShape(discord));
  });
  rest.get("/oauth2/@me", (c) => {
    const { person, scopes, expires } = requireBearer(discord, c);
    const user = scopes.includes("identify") ? { user: userShape(person) } : {};
    return c.json({ application: applicationShape(discord), scopes, expires: timestamp(expires), ...user });
  });
}

function listOwnGuilds(discord: Discord, c: Context<ApiEnv>): Response {
  const userId = isBot(discord, c) ? botUserId : requireBearer(discord, c, "guilds").userId;
  const limit = limitQuery(c, 200, 200);
  const before = snowflakeQuery(c, "before");
  const after = snowflakeQuery(c, "after");
  const mine = [...discord.guilds.values()]
    .filter((guild) => guild.members.has(userId))
    .filter((guild) => after === undefined || compareSnowflakes(guild.id, after) > 0)
    .filter((guild) => before === undefined || compareSnowflakes(guild.id, before) < 0)
    .sort((a, b) => compareSnowflakes(a.id, b.id));
  const page = before !== undefined && after === undefined ? mine.slice(-limit) : mine.slice(0, limit);
  return c.json(page.map((guild) => myGuildShape(guild, userId, c.req.query("with_counts") === "true")));
}

function guildRoutes(rest: Hono<ApiEnv>, discord: Discord): void {
  rest.get("/guilds/:guild_id", (c) => {
    const guild = requireGuild(discord, c);
    return c.json(guildShape(guild, c.req.query("with_counts") === "true"));
  });
  rest.get("/guilds/:guild_id/roles", (c) => {
    return c.json([...requireGuild(discord, c).roles.values()].map(roleShape));
  });
  rest.get("/guilds/:guild_id/roles/member-counts", (c) => c.json(roleCounts(requireGuild(discord, c))));
  rest.get("/guilds/:guild_id/roles/:role_id", (c) => {
    const role = requireGuild(discord, c).roles.get(snowflakeParam(c, "role_id"));
    if (!role) throw unknownRole();
    return c.json(roleShape(role));
  });
}

function roleCounts(guild: Guild): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const role of guild.roles.values()) if (role.id !== guild.id) counts[role.id] = 0;
  for (const member of guild.members.values()) {
    for (const id of member.roles) counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

function memberRoutes(rest: Hono<ApiEnv>, discord: Discord): void {
  rest.get("/guilds/:guild_id/members", (c) => listMembers(discord, c));
  rest.get("/guilds/:guild_id/members/search", (c) => searchMembers(discord, c));
  rest.get("/guilds/:guild_id/members/:user_id", (c) => {
    const guild = requireGuild(discord, c);
    const member = requireMember(discord, guild, snowflakeParam(c, "user_id"));
    return c.json(memberShape(discord, member));
  });
  rest.put("/guilds/:guild_id/members/:user_id", (c) => addGuildMember(discord, c));
  rest.patch("/guilds/:guild_id/members/:user_id", (c) => patchMember(discord, c));
  rest.delete("/guilds/:guild_id/members/:user_id", (c) => kickMember(discord, c));
  const role = "/guilds/:guild_id/members/:user_id/roles/:role_id";
  rest.put(role, (c) => changeMemberRole(discord, c, "give"));
  rest.delete(role, (c) => changeMemberRole(discord, c, "take"));
}

/** Pages are ordered by user id. Without `limit`, a page has one member. */
function listMembers(discord: Discord, c: Context<ApiEnv>): Response {
  const guild = requireGuild(discord, c);
  if (!discord.application.membersIntent) throw missingAccess();
  const limit = limitQuery(c, 1, 1_000);
  const after = snowflakeQuery(c, "after") ?? "0";
  const ids = memberIds(guild);
  let from = 0;
  let to = ids.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareSnowflakes(ids[middle] ?? "", after) > 0) to = middle;
    else from = middle + 1;
  }
  const page = ids.slice(from, from + limit).flatMap((id) => guild.members.get(id) ?? []);
  return c.json(page.map((member) => memberShape(discord, member)));
}

function searchMembers(discord: Discord, c: Context<ApiEnv>): Response {
  const guild = requireGuild(discord, c);
  const query = c.req.query("query")?.toLowerCase();
  if (!query) throw invalidField("query", "BASE_TYPE_REQUIRED", "This field is required");
  const limit = limitQuery(c, 1, 1_000);
  const found = memberIds(guild)
    .flatMap((id) => guild.members.get(id) ?? [])
    .filter((member) => {
      const names = [member.nick, discord.users.get(member.userId)?.username];
      return names.some((name) => name?.toLowerCase().startsWith(query));
    });
  return c.json(found.slice(0, limit).map((member) => memberShape(discord, member)));
}
