import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { businesses } from "./businesses";
import { createdAt, id, moment, updatedAt } from "./columns";

/** What the merchant chose per connection, where providers leave it open. */
export type Policy = {
  /** When collecting money is paused: access ends at once, with the paid period, or goes on. */
  pausedCollection: "end" | "end_of_period" | "keep";
  /** How many days past due keep access; null: as long as the provider says past due. */
  pastDueDays: number | null;
};

/** A payment provider connected by a merchant; key and secret are encrypted. */
export const paymentConnections = pgTable(
  "payment_connections",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    /** One of lib/payments/providers.ts. */
    provider: text().notNull(),
    name: text().notNull(),
    baseUrl: text(),
    apiKey: text().notNull(),
    webhookSecret: text().notNull(),
    /** The secret before the last rotation; accepted until the given time. */
    previousSecret: text(),
    previousSecretUntil: moment(),
    /** The provider's own name of this merchant; events of another are refused. */
    externalBusinessId: text(),
    lastEventAt: moment(),
    /** Product sync: due at, and what went wrong last. */
    dueAt: moment().defaultNow(),
    attempts: integer().notNull().default(0),
    syncedAt: moment(),
    lastError: text(),
    /** Catching up with lost events: due at, and what went wrong last. Null: this provider cannot be asked. */
    catchUpDueAt: moment().default(sql`now() + interval '15 minutes'`),
    catchUpAttempts: integer().notNull().default(0),
    catchUpError: text(),
    /** Where the cycle under way is; no list: none is. */
    catchUpStartedAt: moment(),
    catchUpList: text({ enum: ["payments", "refunds", "subscriptions", "events"] }),
    /** No longer written; dropped in a later release. */
    catchUpPage: integer().notNull().default(0),
    /** Where the list goes on; null: at its beginning. */
    catchUpCursor: text(),
    /** When the last finished cycle began, and the last one that read every subscription. */
    caughtUpAt: moment(),
    sweptAt: moment(),
    /** What the merchant chose where the provider leaves it open. */
    policy: jsonb().$type<Partial<Policy>>().notNull().default({}),
    disconnectedAt: moment(),
    createdAt: createdAt(),
  },
  (table) => [
    index("payment_connections_business").on(table.businessId),
    index("payment_connections_due").on(table.dueAt),
    index("payment_connections_catch_up").on(table.catchUpDueAt),
  ],
);

/**
 * The inbox: every verified event, once. The row is the job: `dueAt` says when it wants work, `processedAt`
 * that it is done, `parkedReason` that it waits for a person. One provider id may come with two bodies
 * (a provider may send the newest object on each attempt), so the body's hash is part of the key.
 */
export const inboxEvents = pgTable(
  "inbox_events",
  {
    id: id(),
    connectionId: text()
      .notNull()
      .references(() => paymentConnections.id),
    businessId: text().notNull(),
    externalId: text().notNull(),
    bodyHash: text().notNull(),
    type: text().notNull(),
    body: text().notNull(),
    copies: integer().notNull().default(1),
    receivedAt: createdAt(),
    dueAt: moment().defaultNow(),
    attempts: integer().notNull().default(0),
    processedAt: moment(),
    outcome: text(),
    parkedReason: text(),
  },
  (table) => [
    uniqueIndex("inbox_events_once").on(table.connectionId, table.externalId, table.bodyHash),
    index("inbox_events_due").on(table.businessId, table.dueAt).where(sql`due_at is not null`),
    index("inbox_events_newest").on(table.connectionId, table.receivedAt),
  ],
);

export const customers = pgTable(
  "customers",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    connectionId: text().references(() => paymentConnections.id),
    externalId: text(),
    email: text().notNull(),
    name: text().notNull().default(""),
    /** What the provider said last, and when by its own clock. The merchant may have corrected what holds. */
    providerEmail: text(),
    providerName: text(),
    providerSaidAt: moment(),
    phoneNumber: text(),
    metadata: jsonb().$type<Record<string, string | number | boolean>>().notNull().default({}),
    /** The merchant may forbid changing the Discord account. */
    accountLocked: boolean().notNull().default(false),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("customers_external").on(table.connectionId, table.externalId),
    index("customers_email").on(table.businessId, sql`lower(${table.email})`),
    index("customers_portal").on(sql`lower(${table.email})`),
    index("customers_newest").on(table.businessId, table.createdAt, table.id),
  ],
);

export const endReasons = [
  "subscription_on_hold",
  "subscription_paused",
  "subscription_cancelled",
  "subscription_expired",
  "refund",
  "dispute_lost",
] as const;
export type EndReason = (typeof endReasons)[number];

export const purchaseKinds = ["one_time", "subscription", "direct"] as const;

/** A one-time payment, a subscription, or a direct grant by the merchant; folded from its facts. */
export const purchases = pgTable(
  "purchases",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    connectionId: text().references(() => paymentConnections.id),
    customerId: text()
      .notNull()
      .references(() => customers.id),
    kind: text({ enum: purchaseKinds }).notNull(),
    /** The provider's payment or subscription id; for a direct grant our own. */
    externalId: text().notNull(),
    /** The first line's. */
    productId: text(),
    /** What the facts say now: live gives access; ended says why not. */
    live: boolean().notNull(),
    endReason: text({ enum: endReasons }),
    /** The provider's own word for the status, shown as it is. */
    providerStatus: text(),
    activatedAt: moment(),
    cancelAt: moment(),
    nextBillingAt: moment(),
    /** In the smallest unit of the currency; of some, a dear thing costs billions. */
    amount: bigint({ mode: "number" }),
    currency: text(),
    /** Refunds and disputes that change nothing but that people want to see. */
    notes: jsonb().$type<{ at: string; text: string }[]>().notNull().default([]),
    /** When the passing of time alone changes what it is worth. */
    dueAt: moment(),
    attempts: integer().notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index("purchases_due").on(table.businessId, table.dueAt).where(sql`due_at is not null`),
    uniqueIndex("purchases_external").on(table.connectionId, table.externalId),
    index("purchases_customer").on(table.customerId),
    index("purchases_product").on(table.productId),
    index("purchases_newest").on(table.businessId, table.createdAt, table.id),
  ],
);

/** What a purchase consists of now, in the provider's order. */
export const purchaseLines = pgTable(
  "purchase_lines",
  {
    purchaseId: text()
      .notNull()
      .references(() => purchases.id, { onDelete: "cascade" }),
    position: integer().notNull(),
    productId: text().notNull(),
    /** Null where the provider sells the product at one price. */
    priceId: text(),
    quantity: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.purchaseId, table.position] }),
    index("purchase_lines_product").on(table.productId),
  ],
);
