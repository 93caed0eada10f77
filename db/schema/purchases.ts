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
import { shownName } from "../shown-name";
import { businesses } from "./businesses";
import { createdAt, id, moment, updatedAt } from "./columns";

/** The merchant's choices for a connection, in cases that providers leave open. */
export type Policy = {
  /** When collection is paused, access ends at once, ends with the paid period, or continues. */
  pausedCollection: "end" | "end_of_period" | "keep";
  /** How many days access continues past due; null: as long as the provider keeps the status. */
  pastDueDays: number | null;
};

/** A payment provider connected by a merchant. Key and secret are encrypted. */
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
    /** What the key is for; null until it has been asked, in connections of earlier releases. */
    mode: text({ enum: ["test", "live"] }),
    webhookSecret: text().notNull(),
    /** The provider's own id of the endpoint that we made; null: the merchant made it. */
    webhookId: text(),
    /** The secret before the last rotation, accepted until `previousSecretUntil`. */
    previousSecret: text(),
    previousSecretUntil: moment(),
    /** The provider's id of this merchant. Events for any other are refused. */
    externalBusinessId: text(),
    lastEventAt: moment(),
    /** Product sync: when it is due, and the last error. */
    dueAt: moment().defaultNow(),
    attempts: integer().notNull().default(0),
    syncedAt: moment(),
    lastError: text(),
    /** Catch-up on missed events: when it is due (null: this provider has no lists to read), and the last error. */
    catchUpDueAt: moment().default(sql`now() + interval '15 minutes'`),
    catchUpAttempts: integer().notNull().default(0),
    catchUpError: text(),
    /** How far the current catch-up has come. No list means that none is running. */
    catchUpStartedAt: moment(),
    catchUpList: text({ enum: ["payments", "refunds", "subscriptions", "disputes", "events"] }),
    /** Pages that were read of it. */
    catchUpPage: integer().notNull().default(0),
    /** Where to continue in the list; null: at the beginning. */
    catchUpCursor: text(),
    /** An earlier place in the list. Coming by it again means that the list repeats itself. */
    catchUpMark: text(),
    /** When the last complete catch-up began, and the last one that read every subscription. */
    caughtUpAt: moment(),
    sweptAt: moment(),
    policy: jsonb().$type<Partial<Policy>>().notNull().default({}),
    /** When the merchant was mailed that something is wrong with it; null while all is well. */
    toldAt: moment(),
    disconnectedAt: moment(),
    createdAt: createdAt(),
  },
  (table) => [
    index("payment_connections_business").on(table.businessId),
    index("payment_connections_due").on(table.dueAt),
    index("payment_connections_catch_up").on(table.catchUpDueAt),
  ],
);

/** No event says what was sold; or nothing is attached to what was. */
export const nothingGiven = ["unexplained", "product_gives_nothing"] as const;

/**
 * The inbox: every verified event, stored once. The row is the job: `dueAt` is when to process it, `processedAt`
 * when that was done, and `parkedReason` why it waits for a person. Providers may put the newest object into each
 * attempt, so one event id can come with two bodies; the body's hash is therefore part of the key.
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
    /** Why the last try failed, in the error's own words. */
    lastError: text(),
    /** Who is affected: an email address, or the provider's id of the customer. Written when it waits for somebody. */
    person: text(),
    /** It carried money, and nobody gets anything for it. */
    gaveNothing: text({ enum: nothingGiven }),
    /** The provider's id of that payment or subscription, and our product. */
    saleId: text(),
    productId: text(),
    /** When the merchant was mailed about it. */
    toldAt: moment(),
  },
  (table) => [
    uniqueIndex("inbox_events_once").on(table.connectionId, table.externalId, table.bodyHash),
    index("inbox_events_due").on(table.businessId, table.dueAt).where(sql`due_at is not null`),
    index("inbox_events_newest").on(table.connectionId, table.receivedAt),
    index("inbox_events_stopped")
      .on(table.businessId)
      .where(sql`parked_reason is not null or gave_nothing is not null`),
    index("inbox_events_gave_nothing")
      .on(table.connectionId, table.saleId)
      .where(sql`gave_nothing is not null`),
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
    /** The provider's latest details, and their time by its clock. The merchant may have corrected the ones above. */
    providerEmail: text(),
    providerName: text(),
    providerReportedAt: moment("provider_said_at"),
    phoneNumber: text(),
    /** The language that the customer picked. */
    language: text(),
    /** The language of the browser they last came with, else of Discord. */
    knownLanguage: text(),
    metadata: jsonb().$type<Record<string, string | number | boolean>>().notNull().default({}),
    /** The merchant has locked the Discord account: the customer can't switch to another. */
    accountLocked: boolean().notNull().default(false),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("customers_external").on(table.connectionId, table.externalId),
    index("customers_email").on(table.businessId, sql`lower(${table.email})`),
    index("customers_portal").on(sql`lower(${table.email})`),
    index("customers_newest").on(table.businessId, table.createdAt, table.id),
    index("customers_by_name").on(table.businessId, shownName(table), table.id),
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

/** A one-time payment, a subscription, or a direct grant by the merchant. Folded from its facts. */
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
    /** The provider's payment or subscription id; our own id for a direct grant. */
    externalId: text().notNull(),
    /** The first line's product. */
    productId: text(),
    /** Whether the purchase gives access now; `endReason` says why not. */
    live: boolean().notNull(),
    endReason: text({ enum: endReasons }),
    /** The provider's own status, shown as it is. */
    providerStatus: text(),
    activatedAt: moment(),
    cancelAt: moment(),
    nextBillingAt: moment(),
    /** In the currency's smallest unit. In some currencies, expensive items exceed 2^31. */
    amount: bigint({ mode: "number" }),
    currency: text(),
    /** Refunds and disputes that don't affect access but should be visible. */
    notes: jsonb().$type<{ at: string; text: string }[]>().notNull().default([]),
    /** When to fold the facts again because time alone changes the result. */
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

/** The current lines of a purchase, in the provider's order. */
export const purchaseLines = pgTable(
  "purchase_lines",
  {
    purchaseId: text()
      .notNull()
      .references(() => purchases.id, { onDelete: "cascade" }),
    position: integer().notNull(),
    productId: text().notNull(),
    /** Null when the provider sells the product at one price. */
    priceId: text(),
    quantity: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.purchaseId, table.position] }),
    index("purchase_lines_product").on(table.productId),
  ],
);
