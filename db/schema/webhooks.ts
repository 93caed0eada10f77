import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { businesses } from "./businesses";
import { createdAt, id, moment, updatedAt } from "./columns";

export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    url: text().notNull(),
    description: text().notNull().default(""),
    secret: text().notNull(),
    previousSecret: text(),
    previousSecretUntil: moment(),
    /** null: every type. */
    filterTypes: text().array(),
    /** Custom headers as encrypted JSON. The values of `sensitiveHeaders` are never shown again. */
    headers: text(),
    sensitiveHeaders: text().array().notNull().default(sql`'{}'::text[]`),
    /** Deliveries per second; null: no limit. */
    rateLimit: integer(),
    metadata: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** How bodies write a status: ours (`pending`) or the SDK's (`Pending`). */
    statusCase: text("spelling", { enum: ["own", "sdk"] })
      .notNull()
      .default("own"),
    disabled: boolean().notNull().default(false),
    disabledReason: text({ enum: ["by_hand", "gone", "failing"] }),
    failingSince: moment(),
    failures: integer().notNull().default(0),
    warnedAt: moment(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    deletedAt: moment(),
  },
  (table) => [index("webhook_endpoints_business").on(table.businessId)],
);

/** One event as sent to endpoints. Its id is the `webhook-id` of every attempt. */
export const webhookEvents = pgTable(
  "webhook_events",
  {
    id: id(),
    businessId: text().notNull(),
    type: text().notNull(),
    grantId: text(),
    transition: integer(),
    occurredAt: moment().notNull().defaultNow(),
    /** The grant at that time, with its status in our own spelling. */
    data: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    uniqueIndex("webhook_events_once").on(table.grantId, table.transition),
    index("webhook_events_newest").on(table.businessId, table.occurredAt),
    index("webhook_events_old").on(table.occurredAt),
  ],
);

export const deliveryStatuses = ["pending", "delivered", "failed"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One event to one endpoint. `dueAt` is the job. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: id(),
    businessId: text().notNull(),
    endpointId: text()
      .notNull()
      .references(() => webhookEndpoints.id),
    eventId: text()
      .notNull()
      .references(() => webhookEvents.id),
    status: text({ enum: deliveryStatuses }).notNull().default("pending"),
    /** Attempts since the first try or the last replay. */
    attempts: integer().notNull().default(0),
    dueAt: moment().defaultNow(),
    deliveredAt: moment(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("deliveries_once").on(table.eventId, table.endpointId),
    index("deliveries_due").on(table.endpointId, table.dueAt).where(sql`due_at is not null`),
    index("deliveries_newest").on(table.endpointId, table.createdAt, table.id),
    index("deliveries_of_business").on(table.businessId, table.createdAt),
  ],
);

export const deliveryAttempts = pgTable(
  "delivery_attempts",
  {
    id: id(),
    deliveryId: text()
      .notNull()
      .references(() => deliveries.id, { onDelete: "cascade" }),
    number: integer().notNull(),
    at: createdAt(),
    durationMs: integer().notNull(),
    requestHeaders: jsonb().$type<Record<string, string>>().notNull(),
    requestBody: text().notNull(),
    statusCode: integer(),
    responseHeaders: jsonb().$type<Record<string, string>>(),
    responseBody: text(),
    /** A network failure in words, such as a timeout or a refused address. */
    error: text(),
  },
  (table) => [index("delivery_attempts_of").on(table.deliveryId, table.at)],
);
