import { setTimeout as sleep } from "node:timers/promises";
import { inTransaction } from "@/db/client";
import { hashToken } from "@/lib/crypto";
import { type DiscordUser, getTokenUser } from "@/lib/discord/api";
import {
  type Callback,
  consentUrl,
  describeWrongIssuer,
  exchangeCode,
  redirectUris,
  type Tokens,
} from "@/lib/discord/oauth";
import {
  consumeState,
  findState,
  type OpenedState,
  openState,
  setOutcome,
  stateVerifier,
} from "@/lib/discord/oauth-state";
import type { Reply } from "@/lib/discord/problems";
import { log } from "@/lib/log";
import type { AuthorizationResult, ConnectRefusal } from "./authorization-result";
import { findDoubt, type Visitor } from "./find-doubt";
import { holdAccount } from "./held-account";
import { linkAccount } from "./link-account";
import { whyNotLinked } from "./link-customer";

/** Starts a connection, or a switch of accounts, from the portal, where the customer is signed in. */
export async function startPortalConnection(
  customer: { id: string; businessId: string },
  browser: string,
): Promise<string> {
  return inTransaction(async (tx) => {
    const roundTrip = await openState(tx, "portal", browser, {
      businessId: customer.businessId,
      customerId: customer.id,
    });
    return consentUrl(roundTrip);
  });
}

/** Handles the customer's return from Discord's consent page. */
export async function finishAuthorization(
  callback: Callback,
  visitor: Visitor,
): Promise<AuthorizationResult> {
  const state = callback.state
    ? await inTransaction((tx) => findState(tx, callback.state ?? "", ["claim", "portal", "checkout"]))
    : null;
  if (!state || describeWrongIssuer(callback)) return { kind: "refused", why: "not_valid", stateId: null };
  const sameBrowser = hashToken(visitor.browser) === state.browserHash;
  if (state.usedAt) return replayed(state, sameBrowser);
  if (!(await inTransaction((tx) => consumeState(tx, state.id)))) return replayed(state, sameBrowser);
  if (callback.error || !callback.code) {
    await inTransaction((tx) => setOutcome(tx, state.id, { kind: "cancelled" }));
    return { kind: "cancelled", stateId: state.id };
  }
  const account = await readAccount(callback.code, state);
  if ("why" in account) return refuse(state, account.why);
  const why = await inTransaction((tx) => whyNotLinked(tx, state, account.user.id));
  if (why) return refuse(state, why);
  const doubt = await inTransaction((tx) => findDoubt(tx, state, account.user.id, visitor));
  if (!doubt) return linkAccount(state, account.user, account.tokens);
  const key = await holdAccount(state.id, { ...account, doubt, browser: visitor.browser });
  return { kind: "confirm", key, doubt };
}

/** For a reload or a second tab. Only the browser that started sees the result. */
function replayed(state: OpenedState, sameBrowser: boolean): AuthorizationResult {
  if (sameBrowser && state.outcome?.kind === "linked") return { kind: "linked", stateId: state.id };
  return { kind: "refused", why: "start_again", stateId: null };
}

async function refuse(state: OpenedState, why: ConnectRefusal): Promise<AuthorizationResult> {
  await inTransaction((tx) => setOutcome(tx, state.id, { kind: "refused", why }));
  return { kind: "refused", why, stateId: state.id };
}

type ConnectedAccount = { user: DiscordUser; tokens: Tokens };

async function readAccount(
  code: string,
  state: OpenedState,
): Promise<ConnectedAccount | { why: ConnectRefusal }> {
  const reply = await askWhileTheyWait(() =>
    exchangeCode(code, stateVerifier(state), redirectUris.authorize()),
  );
  if (reply.kind === "later") return { why: "discord_unavailable" };
  if (reply.kind === "refused") {
    log.warn({ error: reply.message }, "Discord refused an authorization code");
    return { why: reply.message === "invalid_client" ? "discord_unavailable" : "start_again" };
  }
  const tokens = reply.body;
  if (!tokens.scope.has("identify") || !tokens.scope.has("guilds.join")) return { why: "permission_missing" };
  const user = await askWhileTheyWait(() => getTokenUser(tokens.access_token));
  return user.kind === "ok" ? { user: user.body, tokens } : { why: "discord_unavailable" };
}

const patienceMs = 8_000;

/** The customer is watching, so seconds without Discord pass before they are told to come back. */
async function askWhileTheyWait<T>(ask: () => Promise<Reply<T>>): Promise<Reply<T>> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const reply = await ask();
    if (reply.kind !== "later" || performance.now() + reply.seconds * 1_000 > giveUpAt) return reply;
    await sleep(Math.max(500, reply.seconds * 1_000));
  }
}
