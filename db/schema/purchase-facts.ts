import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";
import { paymentConnections } from "./purchases";

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

/** What a fact of each kind holds. An `activation` is the newest event by which a subscription gave access. */
export type FactBodies = {
  payment: PaymentSeen;
  subscription: SubscriptionSeen;
  activation: SubscriptionSeen;
  refund: RefundSeen;
  dispute: DisputeSeen;
};

export type FactKind = keyof FactBodies;

const factKinds = [
  "payment",
  "subscription",
  "activation",
  "refund",
  "dispute",
] as const satisfies FactKind[];

/**
 * What a provider has told us, one row per (kind, provider id), newest by the provider's own time. Nothing
 * here is a command: `foldFacts` reads them all and says what a purchase is worth.
 */
export const purchaseFacts = pgTable(
  "purchase_facts",
  {
    id: id(),
    connectionId: text()
      .notNull()
      .references(() => paymentConnections.id),
    kind: text({ enum: factKinds }).notNull(),
    externalId: text().notNull(),
    /** The purchase it belongs to: `pay_…` or `sub_…` of the provider. A refund names its payment. */
    subjectId: text().notNull(),
    asOf: moment().notNull(),
    body: jsonb().$type<FactBodies[FactKind]>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("purchase_facts_once").on(table.connectionId, table.kind, table.externalId),
    index("purchase_facts_subject").on(table.connectionId, table.subjectId),
    index("purchase_facts_payments_of")
      .on(table.connectionId, sql`(${table.body}->>'subscriptionId')`)
      .where(sql`${table.kind} = 'payment'`),
    index("purchase_facts_newest_payments")
      .on(table.connectionId, table.id)
      .where(sql`${table.kind} = 'payment'`),
  ],
);
