import { Hono } from "hono";
import { z } from "zod";
import { Refusal, readControlBody } from "../refusal";
import type { World } from "../state";
import { checkAuthorizeRequest } from "./authorize-request";
import { deauthorize, decideConsent } from "./consent";
import { botUserId, type Discord, discordOf, type Guild } from "./discord";
import { lendHand, personOf, resetBotToken } from "./hands";
import { addBot, addMember, guildCount, memberIds, removeMember } from "./members";
import { permissionsOf, rolesFromTop, topPosition } from "./permissions";
import { botRoleOf, createRole, moveRole } from "./roles";
import { newGuild, newPerson } from "./seed";
import { memberShape, ownApplicationShape, roleShape } from "./shapes";
import { newSnowflake } from "./snowflake";

/** `/control/discord`. */
export function discordControl(world: World): Hono {
  const discord = discordOf(world);
  const control = new Hono();
  control.get("/application", (c) => c.json(ownApplicationShape(discord)));
  control.post("/application", async (c) => {
    changeApplication(discord, await readControlBody(c, applicationInput));
    return c.json(ownApplicationShape(discord));
  });
  control.post("/reset-token", async (c) => {
    const { token } = await readControlBody(c, z.object({ token: z.string().optional() }));
    return c.json({ token: resetBotToken(discord, token) });
  });
  control.post("/authorize", async (c) => {
    return c.json({ location: authorize(discord, await readControlBody(c, authorizeInput)) });
  });
  control.get("/users", (c) => c.json({ users: [...discord.users.keys()].map((id) => person(discord, id)) }));
  control.post("/users", async (c) => {
    const input = await readControlBody(c, userInput);
    return c.json({ id: createUser(discord, input.username, input.display_name) });
  });
  control.get("/users/:user_id", (c) => c.json(person(discord, c.req.param("user_id"))));
  control.post("/users/:user_id/deauthorize", (c) => {
    deauthorize(discord, personOf(discord, c.req.param("user_id")).id);
    return c.json({ ok: true });
  });
  control.post("/users/:user_id/set", async (c) => {
    setUser(discord, c.req.param("user_id"), await readControlBody(c, userSetInput));
    return c.json(person(discord, c.req.param("user_id")));
  });
  control.get("/guilds", (c) => {
    const guilds = [...discord.guilds.values()];
    return c.json({ guilds: guilds.map(({ id, name, ownerId }) => ({ id, name, owner_id: ownerId })) });
  });
  control.post("/guilds", async (c) => c.json(createGuild(discord, await readControlBody(c, guildInput))));
  control.get("/guilds/:guild_id", (c) => {
    const guild = discord.guilds.get(c.req.param("guild_id"));
    if (!guild) throw new Refusal(`There is no server ${c.req.param("guild_id")}.`, 404);
    return c.json(guildReport(discord, guild, Number(c.req.query("audit") ?? Number.POSITIVE_INFINITY)));
  });
  control.post("/guilds/:guild_id/:hand", async (c) => {
    const input = await readControlBody(c, z.record(z.string(), z.unknown()));
    return c.json({ ok: true, ...lendHand(discord, c.req.param("guild_id"), c.req.param("hand"), input) });
  });
  return control;
}

const applicationInput = z.object({
  redirect_uris: z.array(z.url()).optional(),
  require_code_grant: z.boolean().optional(),
  bot_public: z.boolean().optional(),
  members_intent: z.boolean().optional(),
  owner_mfa: z.boolean().optional(),
  event_webhooks_url: z.url().nullable().optional(),
});

function changeApplication(discord: Discord, input: z.infer<typeof applicationInput>): void {
  const { application } = discord;
  application.redirectUris = [...new Set([...application.redirectUris, ...(input.redirect_uris ?? [])])];
  application.requireCodeGrant = input.require_code_grant ?? application.requireCodeGrant;
  application.botPublic = input.bot_public ?? application.botPublic;
  application.membersIntent = input.members_intent ?? application.membersIntent;
  application.ownerMfa = input.owner_mfa ?? application.ownerMfa;
  if (input.event_webhooks_url !== undefined) application.eventUrl = input.event_webhooks_url;
  discord.changed();
}

const authorizeInput = z.object({
  url: z.string(),
  user_id: z.string(),
  guild_id: z.string().optional(),
  permissions: z.coerce.bigint().optional(),
  deny: z.boolean().optional(),
});

function authorize(discord: Discord, input: z.infer<typeof authorizeInput>): string {
  if (!URL.canParse(input.url)) throw new Refusal("`url` is not a whole address.");
  const url = new URL(input.url);
  if (url.pathname !== "/oauth2/authorize") throw new Refusal("`url` is not an authorize page.");
  const checked = checkAuthorizeRequest(discord, url.searchParams);
  if (checked.kind === "refuse") throw new Refusal(checked.sentence);
  if (checked.kind === "redirect") return checked.location;
  const { id } = personOf(discord, input.user_id);
  if (input.deny) return decideConsent(discord, checked.request, id, { deny: true });
  return decideConsent(discord, checked.request, id, {
    ...(input.guild_id ? { guildId: input.guild_id } : {}),
    ...(input.permissions === undefined ? {} : { permissions: input.permissions }),
  });
}

const username = z.string().regex(/^[a-z0-9_.]{2,32}$/, "2 to 32 of a–z, 0–9, full stop and underscore");
const userInput = z.object({ username, display_name: z.string().min(1).max(32).optional() });

export function createUser(discord: Discord, given: string, displayName: string = capital(given)): string {
  const parsed = username.safeParse(given);
  if (!parsed.success) throw new Refusal("A username has 2 to 32 of a–z, 0–9, full stop and underscore.");
  for (const known of discord.users.values()) {
    if (known.username === given) throw new Refusal(`The username ${given} is taken.`);
  }
  const id = newSnowflake(discord.now());
  discord.users.set(id, newPerson(id, given, displayName));
  discord.changed();
  return id;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const userSetInput = z.object({
  guild_count: z.number().int().min(0).optional(),
  verified: z.boolean().optional(),
  join_limited: z.boolean().optional(),
  nitro: z.boolean().optional(),
  deleted: z.boolean().optional(),
});

function setUser(discord: Discord, userId: string, input: z.infer<typeof userSetInput>): void {
  const known = personOf(discord, userId);
  known.verified = input.verified ?? known.verified;
  known.joinLimited = input.join_limited ?? known.joinLimited;
  known.nitro = input.nitro ?? known.nitro;
  if (input.guild_count !== undefined) {
    known.otherGuilds = input.guild_count - (guildCount(discord, userId) - known.otherGuilds);
  }
  if (input.deleted !== undefined) known.deleted = input.deleted;
  if (input.deleted) {
    for (const guild of discord.guilds.values()) removeMember(guild, userId);
    deauthorize(discord, userId);
  }
  discord.changed();
}

function person(discord: Discord, userId: string) {
  const known = personOf(discord, userId);
  const living = [...discord.accessTokens.values()].filter((token) => token.userId === userId);
  return {
    id: known.id,
    username: known.username,
    display_name: known.displayName,
    bot: known.bot,
    verified: known.verified,
    deleted: known.deleted,
    guild_count: guildCount(discord, userId),
    authorized_scopes: discord.authorizations.get(userId) ?? [],
    access_tokens: living.length,
  };
}

const guildInput = z.object({
  name: z.string().min(2).max(100),
  owner_id: z.string(),
  roles: z
    .array(
      z.object({
        name: z.string().min(1).max(100),
        position: z.number().int().min(0).optional(),
        permissions: z.coerce.bigint().optional(),
        managed: z.boolean().optional(),
        color: z.number().int().optional(),
      }),
    )
    .max(248)
    .default([]),
  members: z.union([z.number().int().min(0).max(200_000), z.array(z.string())]).default([]),
  screening: z.boolean().default(false),
  mfa_level: z.union([z.literal(0), z.literal(1)]).default(0),
  /** The bot as if it had been installed already, on the given rung (1 is the lowest). */
  bot: z
    .object({ permissions: z.coerce.bigint().default(268435459n), position: z.number().int().optional() })
    .optional(),
});

function createGuild(discord: Discord, input: z.infer<typeof guildInput>) {
  const owner = personOf(discord, input.owner_id);
  const listed = Array.isArray(input.members) ? input.members.map((id) => personOf(discord, id).id) : [];
  const guild = newGuild(newSnowflake(discord.now()), input.name, owner.id);
  guild.mfaLevel = input.mfa_level;
  discord.guilds.set(guild.id, guild);
  const roles = input.roles.map((role) => createRole(discord, guild, role));
  const crowd = typeof input.members === "number" ? generated(discord, guild, input.members) : listed;
  for (const id of [owner.id, ...crowd]) addMember(discord, guild, id);
  guild.screening = input.screening;
  if (input.bot) {
    addBot(discord, guild, input.bot.permissions, owner.id);
    const role = botRoleOf(guild);
    if (role && input.bot.position !== undefined) moveRole(guild, role, input.bot.position);
  }
  discord.changed();
  return {
    id: guild.id,
    roles: Object.fromEntries(roles.map((role) => [role.name, role.id])),
    members: crowd,
    bot_role_id: botRoleOf(guild)?.id ?? null,
  };
}

function generated(discord: Discord, guild: Guild, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const id = newSnowflake(discord.now());
    const name = `member_${guild.id.slice(-6)}_${index}`;
    discord.users.set(id, newPerson(id, name, `Member ${index}`));
    return id;
  });
}

function guildReport(discord: Discord, guild: Guild, auditEntries: number) {
  const bot = guild.members.get(botUserId);
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    screening: guild.screening,
    mfa_level: guild.mfaLevel,
    verification_level: guild.verificationLevel,
    max_members: guild.maxMembers,
    unavailable: guild.unavailable,
    roles: rolesFromTop(guild).map(roleShape),
    members: memberIds(guild).flatMap((id) => {
      const member = guild.members.get(id);
      if (!member) return [];
      const shape = memberShape(discord, member);
      return { user_id: id, username: shape.user.username, ...shape };
    }),
    bans: [...guild.bans],
    bot: {
      present: bot !== undefined,
      user_id: botUserId,
      roles: [...(bot?.roles ?? [])],
      role_id: botRoleOf(guild)?.id ?? null,
      permissions: permissionsOf(guild, botUserId).toString(),
      top_position: topPosition(guild, botUserId),
    },
    audit_log: Number.isFinite(auditEntries) ? guild.audit.slice(-auditEntries) : guild.audit,
  };
}
