import type { RevocationReason } from "@/db/schema";

type Words = {
  /** A line on the merchant's screens. */
  merchant: string;
  /** For the customer: what happened, alone or after "because". `back`: how access comes back automatically. */
  customer: string;
  back?: string;
  /** After "Pro ended:" in Discord's audit log. */
  discord: string;
};

/** Why access ended, for each kind of reader. */
export const revocationReasonWords: Record<RevocationReason, Words> = {
  subscription_on_hold: {
    merchant: "Subscription on hold: a payment failed",
    customer: "a payment for your subscription did not go through",
    back: "When the payment goes through, your access comes back automatically.",
    discord: "subscription on hold",
  },
  subscription_paused: {
    merchant: "Subscription paused",
    customer: "your subscription is paused",
    back: "When you resume the subscription, your access comes back automatically.",
    discord: "subscription paused",
  },
  subscription_cancelled: {
    merchant: "Subscription cancelled",
    customer: "your subscription was cancelled",
    discord: "subscription cancelled",
  },
  subscription_expired: {
    merchant: "Subscription expired",
    customer: "your subscription has ended",
    discord: "subscription expired",
  },
  plan_changed: {
    merchant: "Changed to a plan without it",
    customer: "your new plan does not include it",
    discord: "plan changed",
  },
  refund: { merchant: "Refunded", customer: "the payment was refunded", discord: "refunded" },
  dispute_lost: {
    merchant: "Dispute lost",
    customer: "the payment was disputed and returned",
    discord: "dispute lost",
  },
  manual: { merchant: "Ended by hand", customer: "the seller ended it", discord: "ended by hand" },
  expired: {
    merchant: "Reached its end date",
    customer: "it reached its end date",
    discord: "end date reached",
  },
  entitlement_ended: {
    merchant: "The entitlement was ended for everyone",
    customer: "it is no longer offered",
    discord: "entitlement ended",
  },
  server_released: {
    merchant: "The server was disconnected. The role may still be there in Discord",
    customer: "the seller no longer manages the server",
    discord: "server disconnected",
  },
};

/** Old rows and queued emails may have other texts. */
export function isRevocationReason(text: string): text is RevocationReason {
  return Object.hasOwn(revocationReasonWords, text);
}

export function reasonWords(reason: string): string {
  return isRevocationReason(reason) ? revocationReasonWords[reason].merchant : reason.replaceAll("_", " ");
}

/** "Your subscription is paused. When you resume it, ..." */
export function endWordsForCustomer(reason: RevocationReason | null): string {
  if (!reason) return "The purchase behind it has ended.";
  const { customer, back } = revocationReasonWords[reason];
  return [`${customer.charAt(0).toUpperCase()}${customer.slice(1)}.`, back].filter(Boolean).join(" ");
}
