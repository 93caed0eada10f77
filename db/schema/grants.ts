import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { businesses } from "./businesses";
import { createdAt, id, moment, updatedAt } from "./columns";
import { failureCodes } from "./failures";
import { entitlements } from "./products";
import { customers, endReasons, purchases } from "./purchases";

export const grantStatuses = ["pending", "delivered", "failed", "revoked"] as const;
export type GrantStatus = (typeof grantStatuses)[number];

/** Why a grant ended: because its purchase did, or for one of the other reasons. */
export const revocationReasons = [
  ...endReasons,
  "plan_changed",
  "manual",
  "expired",
  "entitlement_ended",
  "server_released",
] as const;
export type RevocationReason = (typeof revocationReasons)[number];

export const grantEventTypes = [
  "created",
  "email_sent",
  "email_failed",
  "link_opened",
  "link_renewed",
  "authorized",
  "joined",
  "already_member",
  "role_given",
  "role_taken",
  "role_restored",
  "role_missed",
  "left_server",
  "rejoined",
  "kicked",
  "problem",
  "problem_solved",
  "account_switched",
  "revoke_requested",
  "plan_changed",
  "moved",
  "restored",
  "retried",
  "delivered",
  "failed",
  "revoked",
] as const;
export type GrantEventType = (typeof grantEventTypes)[number];

/**
 * One customer's right to one entitlement through one purchase. `status` is written by
 * `lib/grants/move-grant.ts` alone. Revoking a delivered grant starts as a request (`revokeRequestedAt`,
 * `revocationReason`); the status changes when Discord confirms.
 */
export const grants = pgTable(
  "grants",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    entitlementId: text()
      .notNull()
      .references(() => entitlements.id),
    customerId: text()
      .notNull()
      .references(() => customers.id),
    purchaseId: text()
      .notNull()
      .references(() => purchases.id),
    /** The product that gave it; null for a direct grant. */
    productId: text(),
    status: text({ enum: grantStatuses }).notNull(),
    /** Increases by one with each status change; part of webhook ids and email keys. */
    transition: integer().notNull().default(0),
    /** The linked Discord account; null until the customer connects one. */
    discordUserId: text(),
    revokeRequestedAt: moment(),
    revocationReason: text({ enum: revocationReasons }),
    revokedAt: moment(),
    deliveredAt: moment(),
    /** Set while something is wrong: with `failed`, or on a delivered grant that Discord refuses to change. */
    errorCode: text({ enum: failureCodes }),
    errorSince: moment(),
    /** Discord's own sentence, where our code says little. */
    errorDetail: text(),
    /** The claim link: its token is looked up by hash, and decrypted to be shown again. */
    linkHash: text().unique(),
    linkToken: text(),
    linkSentAt: moment(),
    linkExpiresAt: moment(),
    /** When a person first and last opened the link. The last is missing for openings from before it was stored. */
    linkOpenedAt: moment(),
    linkLastOpenedAt: moment(),
    linkOpens: integer().notNull().default(0),
    /** The grant's own end date. `dueAt` is its timer: the end date or the next reminder, whichever comes first. */
    expiresAt: moment(),
    dueAt: moment(),
    attempts: integer().notNull().default(0),
    metadata: jsonb().$type<Record<string, string | number | boolean>>().notNull().default({}),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("grants_once").on(table.entitlementId, table.customerId, table.purchaseId),
    index("grants_newest").on(table.businessId, table.createdAt, table.id),
    index("grants_of_entitlement").on(table.entitlementId, table.createdAt, table.id),
    index("grants_of_entitlement_status").on(table.entitlementId, table.status, table.createdAt, table.id),
    index("grants_of_status").on(table.businessId, table.status, table.customerId),
    index("grants_of_customer").on(table.customerId, table.createdAt),
    index("grants_of_purchase").on(table.purchaseId),
    index("grants_of_account").on(table.discordUserId).where(sql`discord_user_id is not null`),
    index("grants_errors").on(table.businessId, table.errorCode).where(sql`error_code is not null`),
    index("grants_due").on(table.businessId, table.dueAt).where(sql`due_at is not null`),
  ],
);

/** One line of a grant's history. `lib/grant-history.ts` has the words for each type. */
export const grantEvents = pgTable(
  "grant_events",
  {
    id: id(),
    grantId: text()
      .notNull()
      .references(() => grants.id, { onDelete: "cascade" }),
    businessId: text().notNull(),
    entitlementId: text().notNull(),
    type: text({ enum: grantEventTypes }).notNull(),
    /** Set on status changes only. */
    transition: integer(),
    details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    at: moment().notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    index("grant_events_of_grant").on(table.grantId, table.at),
    index("grant_events_activity").on(table.entitlementId, table.at),
    index("grant_events_newest").on(table.businessId, table.at),
    uniqueIndex("grant_events_transition").on(table.grantId, table.transition),
  ],
);
