import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns";

/**
 * One row: whether Discord answers at all. A failed call makes the row due, and a worker then asks Discord. While
 * `awaySince` is set, nothing else is sent.
 */
export const discordOutages = pgTable(
  "discord_outage",
  {
    id: text({ enum: ["discord"] }).primaryKey(),
    awaySince: moment(),
    /** Consecutive probes that Discord did not answer. */
    failedProbes: integer().notNull().default(0),
    probedAt: moment(),
    dueAt: moment(),
    attempts: integer().notNull().default(0),
  },
  (table) => [index("discord_outage_due").on(table.dueAt)],
);

/**
 * Refusals that an operator should look at, by Discord's code and the kind of call: codes that
 * `lib/discord/problems.ts` doesn't know, and those that warn about the bot itself.
 */
export const discordAlarms = pgTable(
  "discord_alarms",
  {
    code: integer().notNull(),
    call: text().notNull(),
    status: integer().notNull(),
    /** Discord's words the last time. */
    message: text().notNull(),
    count: integer().notNull().default(1),
    firstAt: createdAt(),
    lastAt: moment().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.code, table.call] })],
);
