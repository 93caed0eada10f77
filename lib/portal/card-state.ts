import type { GrantStatus, RevocationReason } from "@/db/schema";
import { wordsForCustomer } from "@/lib/discord/customer-failures";
import { failureWho } from "@/lib/discord/failures";
import type { Translate } from "@/lib/languages/texts";
import { comesBack, whyEnded } from "@/lib/why-ended";

/** What the customer can do next with one thing they bought. */
type CardAction = "connect" | "retry" | "restore" | "open" | "none";

export type CardState = {
  tone: GrantStatus;
  label: string;
  words: string;
  action: CardAction;
  /** Something is happening right now. */
  moving: boolean;
  /** They are in, and Discord shows them little until they accept the server's rules. */
  rules?: true;
  /** Can change without the customer, so an open page keeps polling. */
  awaited: boolean;
};

export type CardFacts = {
  status: GrantStatus;
  discordUserId: string | null;
  errorCode: string | null;
  /** Discord's own sentence. */
  errorDetail: string | null;
  ending: boolean;
  revocationReason: RevocationReason | null;
  /** From the last sync; null before the first. */
  inGuild: boolean | null;
  pendingRules: boolean;
  rejoinRequested: boolean;
  /** Seconds until the next sync; at most 0 while it is due or running; null when none is planned. */
  syncIn: number | null;
  serverName: string;
  businessName: string;
};

/** Pages don't wait for a sync that is further away than this. */
const soonSeconds = 60;

type State = Omit<CardState, "awaited">;

/** The state of a grant in the customer's words. */
export function cardState(t: Translate, facts: CardFacts): CardState {
  const state = stateOf(t, facts);
  const syncsSoon = facts.syncIn !== null && facts.syncIn <= soonSeconds;
  const othersMustAct = state.tone === "failed" && state.action === "none";
  return { ...state, awaited: state.tone !== "revoked" && (state.moving || syncsSoon || othersMustAct) };
}

function stateOf(t: Translate, facts: CardFacts): State {
  if (facts.status === "revoked") return still("revoked", t("state.ended"), whyItEnded(t, facts), "none");
  if (facts.ending)
    return { ...still("pending", t("state.ending"), whyItEnded(t, facts), "none"), moving: true };
  if (facts.status === "failed") return failed(t, facts);
  if (!facts.discordUserId) {
    const words = t("state.connect", { server: facts.serverName });
    return still("pending", t("state.notConnected"), words, "connect");
  }
  if (facts.status === "pending") return onItsWay(t, facts);
  return delivered(t, facts);
}

function still(tone: GrantStatus, label: string, words: string, action: CardAction): State {
  return { tone, label, words, action, moving: false };
}

function whyItEnded(t: Translate, { revocationReason: reason, businessName: business }: CardFacts): string {
  if (reason === "manual") return t("state.endedBy", { business });
  return [whyEnded(t, reason), comesBack(t, reason)].filter(Boolean).join(" ");
}

function onItsWay(t: Translate, { errorCode, serverName: server }: CardFacts): State {
  const words = errorCode ? wordsForCustomer(t, errorCode) : t("state.adding", { server });
  return { ...still("pending", t("state.onItsWay"), words, "none"), moving: true };
}

function failed(t: Translate, facts: CardFacts): State {
  const { errorCode, businessName: business, serverName: server } = facts;
  const code = errorCode ?? "";
  if (isSyncing(facts)) return { ...onItsWay(t, facts), words: t("state.retrying", { server }) };
  if (code === "discord_reconnect_required")
    return still("failed", t("state.connectAgain"), wordsForCustomer(t, code), "connect");
  const words = wordsForCustomer(t, code, facts.errorDetail);
  if (code === "discord_join_refused")
    return still("failed", t("state.refuses"), `${words} ${t("state.canHelp", { business })}`, "retry");
  if (failureWho(code) === "customer") return still("failed", t("state.needsYou"), words, "retry");
  return still("failed", t("state.beingFixed"), `${words} ${t("state.fixing", { business })}`, "none");
}

function delivered(t: Translate, facts: CardFacts): State {
  const { serverName: server, businessName: business } = facts;
  if (facts.errorCode)
    return still("delivered", t("state.haveIt"), t("state.changeRefused", { business }), "open");
  // The account or server has changed since delivery, and the new one hasn't been synced yet.
  if (facts.inGuild === null && facts.syncIn !== null) return onItsWay(t, facts);
  if (facts.rejoinRequested && facts.inGuild === false)
    return { ...onItsWay(t, facts), words: t("state.addingAgain", { server }) };
  if (facts.inGuild === false)
    return still("pending", t("state.left"), t("state.leftWords", { server }), "restore");
  if (facts.pendingRules)
    return { ...still("delivered", t("state.rules"), t("state.rulesWords"), "open"), rules: true };
  return still("delivered", t("state.in"), t("state.inWords", { server }), "open");
}

function isSyncing({ syncIn }: CardFacts): boolean {
  return syncIn !== null && syncIn <= 0;
}
