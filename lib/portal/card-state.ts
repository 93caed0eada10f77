import type { GrantStatus, RevocationReason } from "@/db/schema";
import { failureWho, failureWordsForCustomer } from "@/lib/discord/failures";
import { endWordsForCustomer } from "@/lib/revocation-reasons";

/** What the customer can do next with one thing they bought. */
type CardAction = "connect" | "retry" | "restore" | "open" | "none";

export type CardState = {
  tone: GrantStatus;
  label: string;
  words: string;
  action: CardAction;
  /** Something is happening right now. */
  moving: boolean;
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
export function cardState(facts: CardFacts): CardState {
  const state = stateOf(facts);
  const syncsSoon = facts.syncIn !== null && facts.syncIn <= soonSeconds;
  const othersMustAct = state.tone === "failed" && state.action === "none";
  return { ...state, awaited: state.tone !== "revoked" && (state.moving || syncsSoon || othersMustAct) };
}

function stateOf(facts: CardFacts): State {
  if (facts.status === "revoked") return ended(facts);
  if (facts.ending)
    return { tone: "pending", label: "Ending", words: whyEnded(facts), action: "none", moving: true };
  if (facts.status === "failed") return failed(facts);
  if (!facts.discordUserId)
    return still(
      "pending",
      "Not connected",
      `Connect your Discord account to get into ${facts.serverName}.`,
      "connect",
    );
  if (facts.status === "pending") return onItsWay(facts);
  return delivered(facts);
}

function still(tone: GrantStatus, label: string, words: string, action: CardAction): State {
  return { tone, label, words, action, moving: false };
}

function ended(facts: CardFacts): State {
  return still("revoked", "Ended", whyEnded(facts), "none");
}

function whyEnded({ revocationReason, businessName }: CardFacts): string {
  return revocationReason === "manual" ? `${businessName} ended it.` : endWordsForCustomer(revocationReason);
}

function onItsWay({ errorCode, serverName }: CardFacts): State {
  const words = errorCode ? failureWordsForCustomer(errorCode) : `The bot is adding you to ${serverName}.`;
  return { tone: "pending", label: "On its way", words, action: "none", moving: true };
}

function failed(facts: CardFacts): State {
  const { errorCode, businessName, serverName } = facts;
  const code = errorCode ?? "";
  if (isSyncing(facts)) return { ...onItsWay(facts), words: `Trying again to get you into ${serverName}.` };
  if (code === "discord_reconnect_required")
    return still("failed", "Connect again", failureWordsForCustomer(code), "connect");
  const words = failureWordsForCustomer(code, facts.errorDetail);
  if (code === "discord_join_refused")
    return still("failed", "Discord refuses", `${words} ${businessName} can help you.`, "retry");
  if (failureWho(code) === "customer") return still("failed", "Needs you", words, "retry");
  return still(
    "failed",
    "Being fixed",
    `${words} ${businessName} knows about it. You get in as soon as it is fixed.`,
    "none",
  );
}

function delivered(facts: CardFacts): State {
  if (facts.errorCode)
    return still(
      "delivered",
      "You have it",
      `Discord refused a change. ${facts.businessName} knows about it.`,
      "open",
    );
  // The account or server has changed since delivery, and the new one hasn't been synced yet.
  if (facts.inGuild === null && facts.syncIn !== null) return onItsWay(facts);
  if (facts.rejoinRequested && facts.inGuild === false)
    return { ...onItsWay(facts), words: `The bot is adding you to ${facts.serverName} again.` };
  if (facts.inGuild === false)
    return still(
      "pending",
      "You left the server",
      `You're no longer in ${facts.serverName}, but you still have access.`,
      "restore",
    );
  if (facts.pendingRules)
    return still(
      "delivered",
      "Accept the rules",
      "Open the server in Discord and accept its rules. Then everything you have opens up.",
      "open",
    );
  return still("delivered", "You're in", `You are in ${facts.serverName}.`, "open");
}

function isSyncing({ syncIn }: CardFacts): boolean {
  return syncIn !== null && syncIn <= 0;
}
