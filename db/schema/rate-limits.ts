import { sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";

/** Discord's rate buckets, shared by all processes; see `reserve_discord_call` in the migrations. */
export const rateBuckets = pgTable("rate_buckets", {
  key: text().primaryKey(),
  limit: integer().notNull(),
  windowMs: integer().notNull(),
  /** Times of the newest reservations, at most `limit`, oldest first. The last may be in the future. */
  slots: moment().array().notNull().default(sql`'{}'::timestamptz[]`),
  blockedUntil: moment(),
  blockedReason: text(),
  /** Refusals (401, 403, 429s we caused) in the current ten minutes. */
  refusals: integer().notNull().default(0),
  refusalsSince: moment().notNull().defaultNow(),
  updatedAt: moment().notNull().defaultNow(),
});

/** Counts per key and window: sign-in mails per address, API calls per key. Shared by all processes. */
export const rateCounters = pgTable("rate_counters", {
  key: text().primaryKey(),
  windowStartedAt: moment().notNull(),
  count: integer().notNull(),
});
