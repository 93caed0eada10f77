import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";
import { paymentConnections } from "./purchases";

/*
 * The common shape of what payment providers report. Each provider has an adapter that turns its events into this
 * shape; later code doesn't know which provider it was. Times are ISO strings with the provider's full precision,
 * and ids are the provider's own.
 */
export type Buyer = { externalId: string; email: string; name: string; phoneNumber: string | null };

/** One thing bought. `priceId` is null where the provider sells each product at one price. */
export type Line = { productId: string; priceId: string | null; quantity: number };

export type Address = {
  /** ISO 3166, two letters. */
  country: string;
  city: string | null;
  state: string | null;
  street: string | null;
  zipcode: string | null;
};

export type Rhythm = { interval: "Day" | "Week" | "Month" | "Year"; count: number };

type ProviderMetadata = Record<string, string | number | boolean>;

/** What a provider says of a payment beside what decides anything: our API shows it. Null: it does not say. */
export type PaymentDetails = {
  createdAt: string | null;
  billing: Address | null;
  settlementAmount: number | null;
  settlementCurrency: string | null;
  retryAttempt: number | null;
  metadata: ProviderMetadata;
};

/** The same of a subscription. */
export type SubscriptionDetails = {
  createdAt: string | null;
  billing: Address | null;
  frequency: Rhythm | null;
  period: Rhythm | null;
  onDemand: boolean | null;
  trialPeriodDays: number | null;
  taxInclusive: boolean | null;
  hasPaymentMethod: boolean | null;
  metadata: ProviderMetadata;
};

/** The same of a dispute; the amount is a text at Dodo Payments. */
export type DisputeDetails = {
  amount: string | null;
  currency: string | null;
  stage: "pre_dispute" | "dispute" | "pre_arbitration" | null;
};

export type PaymentSeen = {
  kind: "payment";
  paymentId: string;
  /** The subscriptions it paid for. Their access follows from their own events. */
  subscriptionIds: string[];
  /** What it sold besides subscriptions: a cart may contain both. */
  lines: Line[];
  status: "succeeded" | "failed" | "waiting";
  buyer: Buyer;
  amount: number;
  currency: string;
  /** Absent from facts of earlier releases. */
  details?: PaymentDetails;
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
  /** When the current billing period began. */
  periodStartedAt: string | null;
  amount: number | null;
  currency: string | null;
  /** The event starts or resumes access: active, unpaused, plan changed. */
  activates: boolean;
  /** The merchant paused collection while the subscription continues; null: not paused. */
  collectionPaused: { startsNow: boolean } | null;
  /** Billed by invoice: access starts when the first invoice is paid. */
  sentByInvoice: boolean;
  /** Absent from facts of earlier releases. */
  details?: SubscriptionDetails;
  asOf: string;
};

export type RefundSeen = {
  kind: "refund";
  refundId: string;
  paymentId: string;
  amount: number | null;
  /** Null: the provider doesn't say, so the amount decides. */
  partial: boolean | null;
  /** `total`: the amount is the sum of all refunds of the payment so far. */
  counts: "one" | "total";
  /** A failed refund restores what it ended. */
  status: "succeeded" | "failed" | "waiting";
  asOf: string;
};

export type DisputeSeen = {
  kind: "dispute";
  disputeId: string;
  paymentId: string;
  outcome: "open" | "won" | "lost";
  /** Absent from facts of earlier releases. */
  details?: DisputeDetails;
  asOf: string;
};

/** The provider's newest details of a customer. */
export type CustomerSeen = { kind: "customer"; buyer: Buyer; asOf: string };

export type PurchaseEvent = PaymentSeen | SubscriptionSeen | RefundSeen | DisputeSeen | CustomerSeen;

/**
 * The body of each kind of fact. `activation` is the newest event that started a subscription's access;
 * `collection_pause` is the newest event that paused collection.
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
 * What a provider has reported: one row per (kind, provider id), the newest by the provider's own clock. Facts are
 * not commands: `foldFacts` reads all of them and decides what a purchase is worth.
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
    /** The provider's id of the purchase it belongs to (`pay_…` or `sub_…`). For a refund, its payment. */
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

/** Which subscriptions a payment paid for, so that its refunds and disputes reach them. */
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
