import type { RevocationReason } from "@/db/schema";

type Words = {
  /** A line on the merchant's screens. */
  merchant: string;
  /** After "Pro ended:" in Discord's audit log. */
  discord: string;
};

/** Why access ended. Customers read it in their language: why-ended.ts. */
export const revocationReasonWords: Record<RevocationReason, Words> = {
  subscription_on_hold: {
    merchant: "Subscription on hold: a payment failed",
    discord: "subscription on hold",
  },
  subscription_paused: {
    merchant: "Subscription paused",
    discord: "subscription paused",
  },
  subscription_cancelled: {
    merchant: "Subscription cancelled",
    discord: "subscription cancelled",
  },
  subscription_expired: {
    merchant: "Subscription expired",
    discord: "subscription expired",
  },
  plan_changed: {
    merchant: "Changed to a plan without it",
    discord: "plan changed",
  },
  refund: { merchant: "Refunded", discord: "refunded" },
  dispute_lost: {
    merchant: "Dispute lost",
    discord: "dispute lost",
  },
  manual: { merchant: "Ended by hand", discord: "ended by hand" },
  expired: {
    merchant: "Reached its end date",
    discord: "end date reached",
  },
  entitlement_ended: {
    merchant: "The entitlement was ended for everyone",
    discord: "entitlement ended",
  },
  server_released: {
    merchant: "The server was disconnected. The role may still be there in Discord",
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
