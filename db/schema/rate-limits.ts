import { sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";

/** Discord's rate buckets, shared by all processes; see `reserve_discord_call` in the migrations. */
export const rateBuckets = pgTable("rate_buckets", {
  key: text().primaryKey(),
  limit: integer().notNull(),
  windowMs: integer().notNull(),
  /** Times of the newest reservations, at most `limit` of them, oldest first; the last may lie ahead. */
  slots: moment().array().notNull().default(sql`'{}'::timestamptz[]`),
  blockedUntil: moment(),
  blockedReason: text(),
  /** Refusals (401, 403, own 429) in the present ten minutes. */
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
