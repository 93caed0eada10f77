/*
 * The one shape of what a payment provider tells us. Each provider has an adapter that reads its own events into
 * this; nothing behind knows which provider it was. Times are ISO texts with the provider's full precision.
 */
export type Buyer = { externalId: string; email: string; name: string; phoneNumber: string | null };

export type PaymentSeen = {
  kind: "payment";
  paymentId: string;
  /** null: a one-time payment. Otherwise the subscription's own events drive its access. */
  subscriptionId: string | null;
  productIds: string[];
  status: "succeeded" | "failed" | "waiting";
  buyer: Buyer;
  amount: number;
  currency: string;
  asOf: string;
};

export const subscriptionStatuses = [
  "pending",
  "active",
  "past_due",
  "on_hold",
  "paused",
  "cancelled",
  "expired",
  "failed",
] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

export type SubscriptionSeen = {
  kind: "subscription";
  subscriptionId: string;
  productId: string;
  status: SubscriptionStatus;
  buyer: Buyer;
  cancelAt: string | null;
  nextBillingAt: string | null;
  amount: number | null;
  currency: string | null;
  /** The event says that the subscription (again) gives access: active, unpaused, plan changed. */
  activates: boolean;
  asOf: string;
};

export type RefundSeen = {
  kind: "refund";
  refundId: string;
  paymentId: string;
  amount: number | null;
  partial: boolean;
  asOf: string;
};

export type DisputeSeen = {
  kind: "dispute";
  disputeId: string;
  paymentId: string;
  outcome: "open" | "won" | "lost";
  asOf: string;
};

export type PurchaseEvent = PaymentSeen | SubscriptionSeen | RefundSeen | DisputeSeen;

/** What one event says: facts to keep, or nothing for us. */
export type ReadEvent = { facts: PurchaseEvent[] } | { ignored: string };
