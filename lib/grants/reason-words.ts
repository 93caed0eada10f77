/** Why access ended, for merchants. */
const reasons: Record<string, string> = {
  subscription_on_hold: "Subscription on hold: a payment failed",
  subscription_paused: "Subscription paused",
  subscription_cancelled: "Subscription cancelled",
  subscription_expired: "Subscription expired",
  plan_changed: "Changed to a plan without it",
  refund: "Refunded",
  dispute_lost: "Dispute lost",
  manual: "Ended by hand",
  expired: "Its end date came",
  entitlement_ended: "The entitlement was ended for everyone",
};

export function reasonWords(reason: string): string {
  return reasons[reason] ?? reason.replaceAll("_", " ");
}
