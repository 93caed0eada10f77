import { sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
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

/** Counts per key and window: sign-in mails per address, API calls per key. Shared by all processes. */
export const rateCounters = pgTable("rate_counters", {
  key: text().primaryKey(),
  windowStartedAt: moment().notNull(),
  count: integer().notNull(),
});
