import { inTransaction, type Tx } from "@/db/client";
import type { Actor } from "@/lib/audit";
import { hashToken } from "@/lib/crypto";
import {
  type Callback,
  exchangeCode,
  installUrl,
  isIssuedByDiscord,
  redirectUris,
} from "@/lib/discord/oauth";
import { consumeState, findState, openState, setOutcome, stateVerifier } from "@/lib/discord/oauth-state";
import { GatehouseError, RetryLater } from "@/lib/errors";
import { checkGuild } from "./check-guild";
import { assignGuild, findGuild, type GuildRow, listGuilds, parkGuild } from "./guilds";

/**
 * Where this person goes to add the bot to a server. The round trip is bound to their browser and their user,
 * and the guild will come from Discord's token response alone. `guildId` reconnects one that is known.
 */
export async function startInstall(
  tx: Tx,
  who: { businessId: string; userId: string; browser: string },
  guildId?: string,
): Promise<string> {
  if (guildId) await findGuild(tx, who.businessId, guildId);
  const round = await openState(tx, "install", who.browser, {
    businessId: who.businessId,
    userId: who.userId,
  });
  return installUrl(round, guildId);
}

export type InstallResult =
  | { kind: "connected"; businessId: string; guild: { id: string; name: string; icon: string | null } }
  | { kind: "cancelled" }
  | { kind: "refused"; message: string };

/** `guild_id` in the query is only a hint that anybody can write; a mismatch with the token is refused. */
export type InstallCallback = Callback & { guildId: string | null };

/** The merchant comes back from adding the bot. `person` is who is signed in on this browser now. */
export async function finishInstall(
  callback: InstallCallback,
  who: { browser: string | null; userId: string | null; actor: Actor | null },
): Promise<InstallResult> {
  const state = await inTransaction((tx) => findState(tx, callback.state ?? "", ["install"]));
  const mine =
    state &&
    who.browser &&
    who.actor &&
    hashToken(who.browser) === state.browserHash &&
    who.userId === state.userId;
  if (!mine || !isIssuedByDiscord(callback) || !state.businessId || !who.actor)
    return refused("This link was not started in this browser. Begin again in the dashboard.");
  const { businessId } = state;
  if (state.usedAt && state.outcome?.guildId) return connected(businessId, state.outcome.guildId);
  if (!(await inTransaction((tx) => consumeState(tx, state.id))))
    return refused("This attempt has ended. Begin again in the dashboard.");
  if (callback.error || !callback.code) return { kind: "cancelled" };
  const reply = await exchangeCode(callback.code, stateVerifier(state), redirectUris.install());
  if (reply.kind === "later") return refused("Discord did not answer. Try again in a moment.");
  if (reply.kind === "refused")
    return refused("Discord did not accept this attempt. Begin again in the dashboard.");
  const { guild, scope } = reply.body;
  if (!guild || !scope.has("bot")) return refused("No server was connected. Begin again and pick a server.");
  if (callback.guildId && callback.guildId !== guild.id)
    return refused("The server in this link is not the one Discord named. Begin again in the dashboard.");
  return claim(state.id, { ...guild, icon: guild.icon ?? null }, { businessId, actor: who.actor });
}

async function claim(
  stateId: string,
  guild: { id: string; name: string; icon: string | null },
  by: { businessId: string; actor: Actor },
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

/** Looks at once, so that the first tab has roles to show; if Discord does not answer a worker looks soon. */
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
 * The connected servers as the entitlement panel watches them: those that still need something from the
 * merchant are looked at again while the panel is open.
 */
export async function refreshGuilds(businessId: string): Promise<GuildRow[]> {
  const before = await inTransaction((tx) => listGuilds(tx, businessId));
  const restless = before.filter(
    (guild) => !guild.checkedAt || guild.checkedAt.getTime() < Date.now() - freshForMs,
  );
  for (const guild of restless.slice(0, 3)) await checkSoon(guild.id);
  return restless.length === 0 ? before : inTransaction((tx) => listGuilds(tx, businessId));
}
