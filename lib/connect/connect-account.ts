import { inTransaction } from "@/db/client";
import { syncWhileWaiting } from "@/lib/access/sync-while-waiting";
import { hashToken } from "@/lib/crypto";
import { type DiscordUser, getTokenUser } from "@/lib/discord/api";
import { consentUrl, exchangeCode, redirectUris, type Tokens } from "@/lib/discord/oauth";
import {
  findState,
  type OpenedState,
  openState,
  setOutcome,
  spendState,
  stateVerifier,
} from "@/lib/discord/oauth-state";
import { env } from "@/lib/env";
import { findGrantByLink, recordOpening } from "@/lib/grants/claim-link";
import { log } from "@/lib/log";
import { holdAccount } from "./held-account";
import { linkCustomer } from "./link-customer";

export type Opened =
  | { kind: "consent"; url: string }
  /** The link is too old, or a newer one took its place; `grantId` mails a new one. */
  | { kind: "expired"; grantId: string }
  | { kind: "connected"; grantId: string }
  | { kind: "ended"; grantId: string }
  | { kind: "unknown" };

/**
 * Opens a claim link. It uses nothing up: each opening makes a fresh OAuth state with PKCE, bound to this
 * browser. `byPerson` is false for mail scanners and prefetches, which are not counted.
 */
export async function openClaimLink(token: string, browser: string, byPerson: boolean): Promise<Opened> {
  return inTransaction(async (tx) => {
    const grant = await findGrantByLink(tx, token);
    if (!grant) return { kind: "unknown" };
    if (byPerson) await recordOpening(tx, grant);
    if (grant.status === "revoked" || grant.revokeRequestedAt) return { kind: "ended", grantId: grant.id };
    if (grant.discordUserId) return { kind: "connected", grantId: grant.id };
    if (!grant.linkExpiresAt || grant.linkExpiresAt.getTime() < Date.now())
      return { kind: "expired", grantId: grant.id };
    const { businessId, customerId, id: grantId } = grant;
    const round = await openState(tx, "claim", browser, { businessId, customerId, grantId });
    return { kind: "consent", url: consentUrl(round) };
  });
}

/** Starts a connection from the portal, where the customer is signed in: also how an account is switched. */
export async function startPortalConnection(
  customer: { id: string; businessId: string },
  browser: string,
): Promise<string> {
  return inTransaction(async (tx) => {
    const round = await openState(tx, "portal", browser, {
      businessId: customer.businessId,
      customerId: customer.id,
    });
    return consentUrl(round);
  });
}

export type Authorized =
  /** Linked; the page of this state shows how far access has come. */
  | { kind: "linked"; stateId: string }
  | { kind: "cancelled"; stateId: string }
  /** Another browser than the one that began: nothing is linked until the person confirms on that page. */
  | { kind: "confirm"; key: string }
  | { kind: "refused"; why: ConnectRefusal; stateId: string | null };
export type ConnectRefusal =
  | "start_again"
  | "permission_missing"
  | "discord_unavailable"
  | "already_linked"
  | "ended"
  | "locked"
  | "too_many_switches"
  | "not_valid";

/** What Discord's redirect brought, as texts; several of one name count as none. */
export type Callback = {
  state: string | null;
  code: string | null;
  error: string | null;
  iss: string | null;
};

/** The customer comes back from Discord's consent page. */
export async function finishAuthorization(callback: Callback, browser: string | null): Promise<Authorized> {
  const state = callback.state
    ? await inTransaction((tx) => findState(tx, callback.state ?? "", ["claim", "portal"]))
    : null;
  if (!state || !issuedByDiscord(callback.iss)) return { kind: "refused", why: "not_valid", stateId: null };
  const sameBrowser = browser !== null && hashToken(browser) === state.browserHash;
  if (state.usedAt) return replayed(state, sameBrowser);
  if (state.expiresAt.getTime() < Date.now()) return { kind: "refused", why: "start_again", stateId: null };
  if (!(await inTransaction((tx) => spendState(tx, state.id)))) return replayed(state, sameBrowser);
  if (callback.error || !callback.code) {
    await inTransaction((tx) => setOutcome(tx, state.id, { kind: "cancelled" }));
    return { kind: "cancelled", stateId: state.id };
  }
  const account = await readAccount(callback.code, state);
  if ("why" in account) return refuse(state, account.why);
  if (sameBrowser) return linkAccount(state, account.user, account.tokens);
  return { kind: "confirm", key: await holdAccount(state.id, account) };
}

function issuedByDiscord(iss: string | null): boolean {
  return iss === null || iss === new URL(env().DISCORD_AUTHORIZE_URL).origin;
}

/** A reload or a second tab: the same browser sees what came of it, any other sees nothing. */
function replayed(state: OpenedState, sameBrowser: boolean): Authorized {
  if (sameBrowser && state.outcome?.kind === "linked") return { kind: "linked", stateId: state.id };
  return { kind: "refused", why: "start_again", stateId: null };
}

async function refuse(state: OpenedState, why: ConnectRefusal): Promise<Authorized> {
  await inTransaction((tx) => setOutcome(tx, state.id, { kind: "refused", why }));
  return { kind: "refused", why, stateId: state.id };
}

type ConnectedAccount = { user: DiscordUser; tokens: Tokens };

async function readAccount(
  code: string,
  state: OpenedState,
): Promise<ConnectedAccount | { why: ConnectRefusal }> {
  const reply = await exchangeCode(code, stateVerifier(state), redirectUris.authorize());
  if (reply.kind === "later") return { why: "discord_unavailable" };
  if (reply.kind === "refused") {
    log.warn({ error: reply.message }, "Discord refused an authorization code");
    return { why: reply.message === "invalid_client" ? "discord_unavailable" : "start_again" };
  }
  const tokens = reply.body;
  if (!tokens.scope.has("identify") || !tokens.scope.has("guilds.join")) return { why: "permission_missing" };
  const user = await getTokenUser(tokens.access_token);
  return user.kind === "ok" ? { user: user.body, tokens } : { why: "discord_unavailable" };
}

/** Links the account to the customer, gives their grants to it, and makes access true while they wait. */
export async function linkAccount(
  state: OpenedState,
  user: DiscordUser,
  tokens: Tokens,
): Promise<Authorized> {
  const linked = await inTransaction(async (tx) => {
    const result = await linkCustomer(tx, state, user, tokens);
    await setOutcome(
      tx,
      state.id,
      result.ok ? { kind: "linked", discordUserId: user.id } : { kind: "refused", why: result.why },
    );
    return result;
  });
  if (!linked.ok) return { kind: "refused", why: linked.why, stateId: state.id };
  for (const guildId of linked.guildIds)
    await syncWhileWaiting(guildId, user.id, 6_000 / linked.guildIds.length);
  return { kind: "linked", stateId: state.id };
}
