import { sql } from "drizzle-orm";
import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";

/** Discord's rate buckets, shared by all processes; see `book_discord_call` in the migrations. */
export const rateBuckets = pgTable("rate_buckets", {
  key: text().primaryKey(),
  limit: integer().notNull(),
  windowMs: integer().notNull(),
  /** When each of the newest calls reaches Discord at the latest. Calls without an answer yet are in the future. */
  slots: moment().array().notNull().default(sql`'{}'::timestamptz[]`),
  /** Places of waiting people, and of others who waited for long, first come first: until when each is kept. */
  queue: moment().array().notNull().default(sql`'{}'::timestamptz[]`),
  /** Others get their next call at this time, so that their calls stay evenly spread. */
  pacedUntil: moment(),
  blockedUntil: moment(),
  blockedReason: text(),
  /** Refusals (401, 403, 429s we caused) in the current ten minutes. */
  refusals: integer().notNull().default(0),
  refusalsSince: moment().notNull().defaultNow(),
  updatedAt: moment().notNull().defaultNow(),
});

/**
 * How often something happened lately: a token bucket per key, shared by all processes. A key without a row has a full
 * bucket. The table is unlogged: its contents are worth nothing after a crash.
 */
export const tokenBuckets = pgTable(
  "token_buckets",
  {
    key: text().primaryKey(),
    /** When the bucket will be full again, by the database's clock. */
    fullAt: moment().notNull(),
  },
  (table) => [index("token_buckets_full").on(table.fullAt)],
);

/** Counts in the current second: API calls per key, deliveries per webhook endpoint. Shared by all processes. */
export const rateCounters = pgTable("rate_counters", {
  key: text().primaryKey(),
  windowStartedAt: moment().notNull(),
  count: integer().notNull(),
});
