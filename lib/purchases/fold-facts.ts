import type {
  DisputeSeen,
  EndReason,
  PaymentSeen,
  Policy,
  RefundSeen,
  SubscriptionSeen,
  SubscriptionStatus,
} from "@/db/schema";
import { isRefunded } from "./is-refunded";

export type Facts = {
  /** Of a one-time purchase. */
  payment: PaymentSeen | null;
  subscription: SubscriptionSeen | null;
  /** Payments for the subscription, in no order. */
  payments: readonly PaymentSeen[];
  /** When the subscription was last said to give access (again). */
  activatedAt: string | null;
  /** The snapshot with which the merchant last stopped collecting money. */
  collectionPausedBy: SubscriptionSeen | null;
  refunds: readonly RefundSeen[];
  disputes: readonly DisputeSeen[];
};

export const defaultPolicy: Policy = { pausedCollection: "end", pastDueDays: null };

/** What a purchase is worth now. `live: false` without a reason: it never gave anything so far. */
export type Worth = {
  live: boolean;
  reason: EndReason | null;
  activatedAt: string | null;
  /** When the passing of time alone changes the worth; null: never. */
  until: string | null;
};

/** Pure: the same facts in any order, any number of times, are worth the same. Null: nothing to judge yet. */
export function foldFacts(facts: Facts, policy: Policy, now: Date): Worth | null {
  if (facts.subscription) return foldSubscription(facts, facts.subscription, policy, now);
  return facts.payment ? foldPayment(facts, facts.payment) : null;
}

function foldPayment({ refunds, disputes }: Facts, payment: PaymentSeen): Worth {
  const worth = { activatedAt: payment.asOf, until: null };
  if (payment.status !== "succeeded") return { ...worth, live: false, reason: null, activatedAt: null };
  if (disputes.some(({ outcome }) => outcome === "lost"))
    return { ...worth, live: false, reason: "dispute_lost" };
  if (isRefunded(payment.amount, refunds)) return { ...worth, live: false, reason: "refund" };
  return { ...worth, live: true, reason: null };
}

const ending: Partial<Record<SubscriptionStatus, EndReason>> = {
  on_hold: "subscription_on_hold",
  paused: "subscription_paused",
  cancelled: "subscription_cancelled",
  expired: "subscription_expired",
};

function foldSubscription(facts: Facts, seen: SubscriptionSeen, policy: Policy, now: Date): Worth {
  const worth = { activatedAt: facts.activatedAt, until: null };
  if (seen.status !== "active" && seen.status !== "past_due")
    return { ...worth, live: false, reason: ending[seen.status] ?? null };
  if (isLostSince(facts)) return { ...worth, live: false, reason: "dispute_lost" };
  if (seen.sentByInvoice && !facts.payments.some(({ status }) => status === "succeeded"))
    return { ...worth, live: false, reason: null };
  const limits = [pausedFrom(facts, seen, policy), overdueFrom(seen, policy)].filter(
    (limit) => limit !== null,
  );
  const [first] = limits.sort((one, other) => one.from - other.from);
  if (!first) return { ...worth, live: true, reason: null };
  if (first.from <= now.getTime()) return { ...worth, live: false, reason: first.reason };
  return { ...worth, live: true, reason: null, until: new Date(first.from).toISOString() };
}

/** A lost dispute on any of its payments ends a subscription until it is activated again. */
function isLostSince({ disputes, activatedAt }: Facts): boolean {
  const activated = activatedAt ? Date.parse(activatedAt) : 0;
  return disputes.some(({ outcome, asOf }) => outcome === "lost" && Date.parse(asOf) >= activated);
}

type Limit = { from: number; reason: EndReason };

function pausedFrom(facts: Facts, seen: SubscriptionSeen, { pausedCollection }: Policy): Limit | null {
  if (!seen.collectionPaused || pausedCollection === "keep") return null;
  const atOnce = { from: Number.NEGATIVE_INFINITY, reason: "subscription_paused" } as const;
  if (pausedCollection === "end") return atOnce;
  const paidUntil = (facts.collectionPausedBy ?? seen).nextBillingAt;
  return paidUntil ? { from: Date.parse(paidUntil), reason: "subscription_paused" } : atOnce;
}

/** Past due is the provider's grace period: access goes on, unless the merchant set a limit of days. */
function overdueFrom({ status, periodStartedAt }: SubscriptionSeen, { pastDueDays }: Policy): Limit | null {
  if (status !== "past_due" || pastDueDays === null || !periodStartedAt) return null;
  return { from: Date.parse(periodStartedAt) + pastDueDays * 86_400_000, reason: "subscription_on_hold" };
}
