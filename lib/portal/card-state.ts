import type { GrantStatus } from "@/db/schema";
import { failureWho, failureWords } from "@/lib/discord/failures";

/** What the customer can do next about one thing they bought: one action each. */
export type CardAction = "connect" | "retry" | "restore" | "open" | "none";

export type CardState = {
  tone: GrantStatus;
  label: string;
  words: string;
  action: CardAction;
  /** The state moves on by itself soon, so the page should look again. */
  moving: boolean;
};

export type CardFacts = {
  status: GrantStatus;
  discordUserId: string | null;
  errorCode: string | null;
  ending: boolean;
  revocationReason: string | null;
  /** What the last look at Discord saw; null when nobody has looked. */
  inGuild: boolean | null;
  pendingRules: boolean;
  rejoinRequested: boolean;
  serverName: string;
  businessName: string;
};

/** The state of a grant in the customer's words. */
export function cardState(facts: CardFacts): CardState {
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

function still(tone: GrantStatus, label: string, words: string, action: CardAction): CardState {
  return { tone, label, words, action, moving: false };
}

function ended(facts: CardFacts): CardState {
  return still("revoked", "Ended", whyEnded(facts), "none");
}

const endings: Record<string, string> = {
  subscription_cancelled: "Your subscription was cancelled.",
  subscription_expired: "Your subscription has ended.",
  subscription_paused: "Your subscription is paused. The access comes back when it goes on.",
  subscription_on_hold: "A payment did not go through. The access comes back when it does.",
  plan_changed: "Your new plan does not include it.",
  refund: "The payment was refunded.",
  dispute_lost: "The payment was disputed and returned.",
  expired: "Its end date was reached.",
  entitlement_ended: "It is not offered any more.",
};

function whyEnded({ revocationReason, businessName }: CardFacts): string {
  return endings[revocationReason ?? ""] ?? `${businessName} ended it.`;
}

function onItsWay({ errorCode, serverName }: CardFacts): CardState {
  const words = errorCode
    ? "Discord is not answering as it should. We keep trying; there is nothing for you to do."
    : `The bot is adding you to ${serverName}.`;
  return { tone: "pending", label: "On its way", words, action: "none", moving: true };
}

function failed({ errorCode, businessName }: CardFacts): CardState {
  const code = errorCode ?? "";
  if (code === "discord_reconnect_required")
    return still("failed", "Connect again", "The connection to your Discord account has ended.", "connect");
  if (failureWho(code) === "customer")
    return still("failed", "Needs you", customerWords[code] ?? failureWords(code), "retry");
  const words = merchantWords[code] ?? "Something on the server's side needs fixing.";
  return still(
    "failed",
    "Being fixed",
    `${words} ${businessName} knows about it. You get in as soon as it is fixed.`,
    "none",
  );
}

const customerWords: Record<string, string> = {
  discord_server_limit: "You are in as many servers as Discord allows. Leave one, then try again.",
  discord_account_unverified:
    "Discord wants you to verify your account first. Do that in Discord, then try again.",
};

const merchantWords: Record<string, string> = {
  discord_member_banned: "Your Discord account is banned from the server.",
  discord_server_full: "The server is full.",
};

function delivered(facts: CardFacts): CardState {
  if (facts.errorCode)
    return still(
      "delivered",
      "You have it",
      `Discord refused a change. ${facts.businessName} knows about it.`,
      "open",
    );
  if (facts.rejoinRequested && facts.inGuild === false)
    return { ...onItsWay(facts), words: `The bot is adding you to ${facts.serverName} again.` };
  if (facts.inGuild === false)
    return still(
      "pending",
      "You left the server",
      `You are not in ${facts.serverName} any more, but it is still yours.`,
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
