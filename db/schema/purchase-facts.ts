import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";
import { paymentConnections } from "./purchases";

/*
 * The one shape of what a payment provider tells us. Each provider has an adapter that reads its own events into
 * this; nothing behind it knows which provider it was. Times are ISO texts with the provider's full precision, ids
 * are the provider's own.
 */
export type Buyer = { externalId: string; email: string; name: string; phoneNumber: string | null };

/** One thing bought. `priceId` is null where the provider sells each product at one price. */
export type Line = { productId: string; priceId: string | null; quantity: number };

export type PaymentSeen = {
  kind: "payment";
  paymentId: string;
  /** The subscriptions it paid for: their own events drive their access. */
  subscriptionIds: string[];
  /** What it sold by itself. A cart may hold one-time products beside a subscription. */
  lines: Line[];
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
  lines: Line[];
  status: SubscriptionStatus;
  buyer: Buyer;
  cancelAt: string | null;
  nextBillingAt: string | null;
  /** When the period that is (or should be) paid for began. */
  periodStartedAt: string | null;
  amount: number | null;
  currency: string | null;
  /** The event says that the subscription (again) gives access: active, unpaused, plan changed. */
  activates: boolean;
  /** The merchant stopped collecting money while the subscription goes on; null: money is collected. */
  collectionPaused: { startsNow: boolean } | null;
  /** Paid by invoices that are sent: nothing is given before the first one is paid. */
  sentByInvoice: boolean;
  asOf: string;
};

export type RefundSeen = {
  kind: "refund";
  refundId: string;
  paymentId: string;
  amount: number | null;
  /** Null: the provider does not say, so the amount decides. */
  partial: boolean | null;
  /** `total`: all refunds of the payment together, up to this moment. */
  counts: "one" | "total";
  /** A failed refund brings back what it took. */
  status: "succeeded" | "failed" | "waiting";
  asOf: string;
};

export type DisputeSeen = {
  kind: "dispute";
  disputeId: string;
  paymentId: string;
  outcome: "open" | "won" | "lost";
  asOf: string;
};

/** The provider's newest word on who a customer is. */
export type CustomerSeen = { kind: "customer"; buyer: Buyer; asOf: string };

export type PurchaseEvent = PaymentSeen | SubscriptionSeen | RefundSeen | DisputeSeen | CustomerSeen;

/**
 * What a fact of each kind holds. An `activation` is the newest event by which a subscription gave access, a
 * `collection_pause` the newest by which the merchant stopped collecting its money.
 */
export type FactBodies = {
  payment: PaymentSeen;
  subscription: SubscriptionSeen;
  activation: SubscriptionSeen;
  collection_pause: SubscriptionSeen;
  refund: RefundSeen;
  dispute: DisputeSeen;
};

export type FactKind = keyof FactBodies;

const factKinds = [
  "payment",
  "subscription",
  "activation",
  "collection_pause",
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

/** Which subscriptions a payment paid for: how its refunds and disputes reach them. */
export const paymentSubscriptions = pgTable(
  "payment_subscriptions",
  {
    connectionId: text()
      .notNull()
      .references(() => paymentConnections.id),
    paymentId: text().notNull(),
    subscriptionId: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.connectionId, table.paymentId, table.subscriptionId] }),
    index("payment_subscriptions_of").on(table.connectionId, table.subscriptionId),
  ],
);
