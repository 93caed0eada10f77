import { Hono } from "hono";
import { z } from "zod";
import { Refusal, readControlBody } from "../refusal";
import type { World } from "../state";
import { checkAuthorizeRequest } from "./authorize-request";
import { deauthorize, decideConsent } from "./consent";
import { createGuild, guildInput, guildReport } from "./control-guilds";
import { type Discord, discordOf } from "./discord";
import { personOf, resetBotToken, runAction } from "./manual-actions";
import { createUser, personReport, setUser, userInput, userSetInput } from "./people";
import { ownApplicationShape } from "./shapes";

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
  control.get("/users", (c) =>
    c.json({ users: [...discord.users.keys()].map((id) => personReport(discord, id)) }),
  );
  control.post("/users", async (c) => {
    const input = await readControlBody(c, userInput);
    return c.json({ id: createUser(discord, input.username, input.display_name) });
  });
  control.get("/users/:user_id", (c) => c.json(personReport(discord, c.req.param("user_id"))));
  control.post("/users/:user_id/deauthorize", (c) => {
    deauthorize(discord, personOf(discord, c.req.param("user_id")).id);
    return c.json({ ok: true });
  });
  control.post("/users/:user_id/set", async (c) => {
    setUser(discord, c.req.param("user_id"), await readControlBody(c, userSetInput));
    return c.json(personReport(discord, c.req.param("user_id")));
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
  control.post("/guilds/:guild_id/:action", async (c) => {
    const input = await readControlBody(c, z.record(z.string(), z.unknown()));
    return c.json({ ok: true, ...runAction(discord, c.req.param("guild_id"), c.req.param("action"), input) });
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
  if (!URL.canParse(input.url)) throw new Refusal("`url` is not an absolute URL.");
  const url = new URL(input.url);
  if (url.pathname !== "/oauth2/authorize") throw new Refusal("`url` is not an authorize page.");
  const checked = checkAuthorizeRequest(discord, url.searchParams);
  if (checked.kind === "refuse") throw new Refusal(checked.message);
  if (checked.kind === "redirect") return checked.location;
  const { id } = personOf(discord, input.user_id);
  if (input.deny) return decideConsent(discord, checked.request, id, { deny: true });
  return decideConsent(discord, checked.request, id, {
    ...(input.guild_id ? { guildId: input.guild_id } : {}),
    ...(input.permissions === undefined ? {} : { permissions: input.permissions }),
  });
}
