import { inTransaction, type Tx } from "@/db/client";
import type { Actor } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import { hashToken } from "@/lib/crypto";
import { getTokenUser } from "@/lib/discord/api";
import {
  type Callback,
  describeWrongIssuer,
  exchangeCode,
  installUrl,
  redirectUris,
} from "@/lib/discord/oauth";
import { consumeState, findState, openState, setOutcome, stateVerifier } from "@/lib/discord/oauth-state";
import { GatehouseError, RetryLater } from "@/lib/errors";
import { assignGuild, parkGuild } from "./assign-guild";
import { checkGuild } from "./check-guild";
import { findGuild, type GuildRow, listGuilds } from "./guilds";

/**
 * The URL where this person adds the bot to a server. The round trip is bound to their browser and user. Which guild
 * was chosen comes only from Discord's token response. `guildId` reconnects a known guild.
 */
export async function startInstall(
  tx: Tx,
  installer: { businessId: string; userId: string; browser: string },
  guildId?: string,
): Promise<string> {
  const { businessId, userId, browser } = installer;
  if (guildId) await findGuild(tx, businessId, guildId);
  const roundTrip = await openState(tx, "install", browser, { businessId, userId });
  return installUrl(roundTrip, guildId);
}

export type InstallResult =
  | { kind: "connected"; businessId: string; guild: { id: string; name: string; icon: string | null } }
  | { kind: "cancelled" }
  | { kind: "refused"; message: string };

/** Anybody can write `guild_id` into the URL, so it is only a hint. A mismatch with the token is refused. */
export type InstallCallback = Callback & { guildId: string | null };

/** Handles the merchant's return from adding the bot. `visitor` is whoever is signed in on this browser now. */
export async function finishInstall(
  callback: InstallCallback,
  visitor: { browser: string | null; userId: string | null; actor: Actor | null },
): Promise<InstallResult> {
  const state = await inTransaction((tx) => findState(tx, callback.state ?? "", ["install"]));
  const startedHere =
    state &&
    visitor.browser &&
    visitor.actor &&
    hashToken(visitor.browser) === state.browserHash &&
    visitor.userId === state.userId;
  const wrongIssuer = describeWrongIssuer(callback);
  if (wrongIssuer)
    return refused(`${wrongIssuer}. Ask whoever runs this installation to check its Discord settings.`);
  if (!startedHere || !state.businessId || !visitor.actor)
    return refused("You didn't start this in this browser. Start again in the dashboard.");
  const { businessId } = state;
  if (state.usedAt && state.outcome?.guildId) return connected(businessId, state.outcome.guildId);
  if (!(await inTransaction((tx) => consumeState(tx, state.id))))
    return refused("This attempt has expired. Start again in the dashboard.");
  if (callback.error || !callback.code) return { kind: "cancelled" };
  const reply = await exchangeCode(callback.code, stateVerifier(state), redirectUris.install());
  if (reply.kind === "later") return refused("Discord isn't responding. Try again in a moment.");
  if (reply.kind === "refused")
    return refused("Discord rejected this attempt. Start again in the dashboard.");
  const { guild, scope, access_token } = reply.body;
  if (!guild || !scope.has("bot")) return refused("No server was connected. Start again and pick a server.");
  if (callback.guildId && callback.guildId !== guild.id)
    return refused(
      "The server in this link isn't the one you picked in Discord. Start again in the dashboard.",
    );
  return finishAssignment(
    state.id,
    { ...guild, icon: guild.icon ?? null },
    { businessId, actor: visitor.actor, installedBy: await accountOf(access_token) },
  );
}

/** The Discord account behind this token. Connecting a server doesn't fail because Discord doesn't say. */
async function accountOf(accessToken: string): Promise<string | null> {
  const reply = await getTokenUser(accessToken);
  return reply.kind === "ok" ? reply.body.id : null;
}

async function finishAssignment(
  stateId: string,
  guild: { id: string; name: string; icon: string | null },
  by: { businessId: string; actor: Actor; installedBy: string | null },
): Promise<InstallResult> {
  try {
    await inTransaction(async (tx) => {
      await assignGuild(tx, guild, by);
      await setOutcome(tx, stateId, { kind: "connected", guildId: guild.id });
    });
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    await inTransaction((tx) => parkGuild(tx, guild.id));
    return refused(error.message);
  }
  await checkSoon(guild.id);
  return connected(by.businessId, guild.id);
}

/** Checks at once, so that the first tab has roles to show. If Discord doesn't answer, a worker checks soon. */
async function checkSoon(guildId: string): Promise<void> {
  try {
    await checkGuild(guildId, "waiting");
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
  }
}

async function connected(businessId: string, guildId: string): Promise<InstallResult> {
  const { id, name, icon } = await inTransaction((tx) => findGuild(tx, businessId, guildId));
  return { kind: "connected", businessId, guild: { id, name, icon } };
}

function refused(message: string): InstallResult {
  return { kind: "refused", message };
}

const freshForMs = 2_500;

/**
 * The connected servers for the open entitlement panel. Servers whose last check is older than a few seconds are
 * checked again, so that the panel notices what the merchant changes in Discord.
 */
export async function refreshGuilds(businessId: string): Promise<GuildRow[]> {
  const before = await inTransaction((tx) => listGuilds(tx, businessId));
  const outdated = before.filter(
    (guild) => !guild.checkedAt || guild.checkedAt.getTime() < databaseNow().getTime() - freshForMs,
  );
  for (const guild of outdated.slice(0, 3)) await checkSoon(guild.id);
  return outdated.length === 0 ? before : inTransaction((tx) => listGuilds(tx, businessId));
}
