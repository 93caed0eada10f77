import { randomBytes } from "node:crypto";
import { Refusal } from "../refusal";
import { type AuthorizeRequest, backTo } from "./authorize-request";
import type { Discord } from "./discord";
import { sendEvent } from "./events";
import { addBot } from "./members";
import { mayManage } from "./permissions";
import type { Guild } from "./records";
import { guildShape } from "./shapes";

const CODE_LIFE_MS = 100_000;

/** A person's decision on the consent page. `permissions` are those left ticked. */
export type Decision = { deny: true } | { deny?: false; guildId?: string; permissions?: bigint };

/** Carries out a person's decision and returns the address that their browser goes to. */
export function decideConsent(
  discord: Discord,
  request: AuthorizeRequest,
  userId: string,
  decision: Decision,
): string {
  const { redirectUri, state, scopes } = request;
  if (decision.deny) {
    const why = "The resource owner or authorization server denied the request.";
    return backTo(redirectUri, { error: "access_denied", error_description: why, state });
  }
  const guild = scopes.includes("bot") ? chosenGuild(discord, request, userId, decision.guildId) : undefined;
  const permissions = (decision.permissions ?? request.permissions) & request.permissions;
  const code = randomBytes(15).toString("hex");
  discord.codes.set(code, {
    userId,
    scopes,
    redirectUri,
    ...(request.challenge ? { challenge: request.challenge } : {}),
    ...(guild ? { guildId: guild.id, permissions } : {}),
    expires: discord.now() + discord.world.scaled(CODE_LIFE_MS),
  });
  const granted = scopes.filter((scope) => scope !== "bot");
  const known = discord.authorizations.get(userId) ?? [];
  discord.authorizations.set(userId, [...new Set([...known, ...granted])]);
  if (guild && !discord.application.requireCodeGrant) addBot(discord, guild, permissions, userId);
  discord.changed();
  sendEvent(discord, "APPLICATION_AUTHORIZED", userId, {
    ...(guild ? { integration_type: 0, guild: guildShape(guild) } : {}),
    scopes,
  });
  return backTo(redirectUri, {
    code,
    state,
    ...(guild ? { guild_id: guild.id, permissions: permissions.toString() } : {}),
    iss: discord.world.sandboxUrl,
  });
}

function chosenGuild(
  discord: Discord,
  request: AuthorizeRequest,
  userId: string,
  chosen = request.guildId,
): Guild {
  const { application } = discord;
  if (!application.botPublic && application.ownerId !== userId) {
    throw new Refusal("This integration is private: only its owner can add it to a server.");
  }
  if (request.guildLocked && request.guildId && chosen !== request.guildId) {
    throw new Refusal("This link is for another server.");
  }
  const guild = chosen ? discord.guilds.get(chosen) : undefined;
  if (!guild) throw new Refusal("Pick a server to add the bot to.");
  if (!mayManage(guild, userId)) throw new Refusal(`You can't manage the server ${guild.name}.`);
  return guild;
}

/** With `prompt=none`, anybody who allowed all of this before skips the page, except when adding a bot. */
export function skipsConsent(discord: Discord, request: AuthorizeRequest, userId: string): boolean {
  if (!request.promptNone || request.scopes.includes("bot")) return false;
  const granted = discord.authorizations.get(userId) ?? [];
  return request.scopes.every((scope) => granted.includes(scope));
}

/** A person deauthorizes the application: its tokens die at once; the person stays in servers and keeps roles. */
export function deauthorize(discord: Discord, userId: string): void {
  discord.authorizations.delete(userId);
  for (const tokens of [discord.accessTokens, discord.refreshTokens, discord.codes]) {
    for (const [key, { userId: holder }] of tokens) if (holder === userId) tokens.delete(key);
  }
  discord.changed();
  sendEvent(discord, "APPLICATION_DEAUTHORIZED", userId, {});
}
