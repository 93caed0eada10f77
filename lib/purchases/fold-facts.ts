import type { DisputeSeen, EndReason, PaymentSeen, RefundSeen, SubscriptionSeen } from "@/db/schema";

export type Facts = {
  payment: PaymentSeen | null;
  subscription: SubscriptionSeen | null;
  /** The newest time at which an event said that the subscription (again) gives access. */
  activatedAt: string | null;
  refunds: readonly RefundSeen[];
  disputes: readonly DisputeSeen[];
};

/** What a purchase is worth now. `live: false` without a reason: it never gave anything so far. */
export type Worth = {
  live: boolean;
  reason: EndReason | null;
  productIds: string[];
  activatedAt: string | null;
};

/** Pure: the same facts in any order, any number of times, are worth the same. Null: nothing to judge yet. */
export function foldFacts(facts: Facts): Worth | null {
  if (facts.subscription) return foldSubscription(facts, facts.subscription);
  return facts.payment ? foldPayment(facts, facts.payment) : null;
}

function foldPayment({ refunds, disputes }: Facts, payment: PaymentSeen): Worth {
  const worth = { productIds: payment.productIds, activatedAt: payment.asOf };
  if (payment.status !== "succeeded") return { ...worth, live: false, reason: null, activatedAt: null };
  if (disputes.some(({ outcome }) => outcome === "lost"))
    return { ...worth, live: false, reason: "dispute_lost" };
  if (isRefunded(payment.amount, refunds)) return { ...worth, live: false, reason: "refund" };
  return { ...worth, live: true, reason: null };
}

/** A full refund, or partial ones that add up to everything. */
export function isRefunded(amount: number, refunds: readonly RefundSeen[]): boolean {
  if (refunds.some(({ partial }) => !partial)) return true;
  const returned = refunds.reduce((sum, refund) => sum + (refund.amount ?? 0), 0);
  return refunds.length > 0 && amount > 0 && returned >= amount;
}

const ending: Partial<Record<SubscriptionSeen["status"], EndReason>> = {
  on_hold: "subscription_on_hold",
  paused: "subscription_paused",
  cancelled: "subscription_cancelled",
  expired: "subscription_expired",
};

/** Past due is the provider's grace period: access goes on. */
function foldSubscription({ disputes, activatedAt }: Facts, { status, productId }: SubscriptionSeen): Worth {
  const worth = { productIds: [productId], activatedAt };
  const lost = disputes.filter(({ outcome }) => outcome === "lost").map(({ asOf }) => Date.parse(asOf));
  const lostSince = Math.max(...lost, Number.NEGATIVE_INFINITY) > (activatedAt ? Date.parse(activatedAt) : 0);
  if (status === "active" || status === "past_due")
    return lostSince
      ? { ...worth, live: false, reason: "dispute_lost" }
      : { ...worth, live: true, reason: null };
  return { ...worth, live: false, reason: ending[status] ?? null };
}
