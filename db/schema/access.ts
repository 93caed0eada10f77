import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createdAt, id, moment, updatedAt } from "./columns";
import { failureCodes } from "./failures";
import { guilds } from "./guilds";
import { customers } from "./purchases";

/** A Discord account that a customer connected, with its tokens (encrypted). One is current per customer. */
export const discordAccounts = pgTable(
  "discord_accounts",
  {
    id: id(),
    businessId: text().notNull(),
    customerId: text()
      .notNull()
      .references(() => customers.id),
    discordUserId: text().notNull(),
    username: text().notNull(),
    globalName: text(),
    avatar: text(),
    accessToken: text(),
    refreshToken: text(),
    tokenExpiresAt: moment(),
    /** Set when Discord refused the refresh token. The customer must connect again before we can re-add them. */
    tokenDeadAt: moment(),
    linkedAt: createdAt(),
    /** Connected from the page after paying. The customer's address is unproven, so later purchases don't follow it. */
    byCheckout: boolean().notNull().default(false),
    /** Set when the customer moved to another account. */
    unlinkedAt: moment(),
    /** When to revoke and delete the tokens of an account that the customer left. */
    dueAt: moment(),
    attempts: integer().notNull().default(0),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("discord_accounts_once").on(table.customerId, table.discordUserId),
    uniqueIndex("discord_accounts_current").on(table.customerId).where(sql`unlinked_at is null`),
    index("discord_accounts_user").on(table.discordUserId),
    index("discord_accounts_due").on(table.dueAt).where(sql`due_at is not null`),
  ],
);

/** Each change of a customer's Discord account. At most 3 in 30 days are allowed. */
export const accountSwitches = pgTable(
  "account_switches",
  {
    id: id(),
    customerId: text()
      .notNull()
      .references(() => customers.id),
    fromUserId: text().notNull(),
    toUserId: text().notNull(),
    at: createdAt(),
  },
  (table) => [
    index("account_switches_recent").on(table.customerId, table.at),
    index("account_switches_from").on(table.fromUserId),
    index("account_switches_to").on(table.toUserId),
  ],
);

export const lanes = { waiting: 0, revoke: 1, bulk: 2 } as const;

export type Lane = keyof typeof lanes;

/**
 * One Discord account in one guild. `gen > applied` (or a due time) means that wanted and actual access may
 * differ; `syncAccess` makes them equal. `dueAt` is the job.
 */
export const accesses = pgTable(
  "accesses",
  {
    guildId: text()
      .notNull()
      .references(() => guilds.id),
    discordUserId: text().notNull(),
    businessId: text().notNull(),
    gen: bigint({ mode: "number" }).notNull().default(1),
    applied: bigint({ mode: "number" }).notNull().default(0),
    lane: smallint().notNull().default(lanes.bulk),
    dueAt: moment().defaultNow(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    problem: text({ enum: failureCodes }),
    problemSince: moment(),
    parkedAt: moment(),
    /** True only when the bot added the person; see `arrivalSeen`. Null means unknown; we only kick when it is true. */
    joinedByUs: boolean(),
    /** When the person came in, as Discord says. It changes only when they leave and come back. */
    joinedAt: moment(),
    /** When we last asked Discord to add the person, while the answer is unknown. */
    addingAt: moment(),
    /** The customer left the guild and asked to be added again. */
    rejoinRequested: boolean().notNull().default(false),
    /** An ended claim that is no longer listed wants the person to leave, or lets them stay; see `recordEnd`. */
    leaving: boolean().notNull().default(false),
    staying: boolean().notNull().default(false),
    /** After an ambiguous answer: read again once the request can no longer take effect. */
    recheckAt: moment(),
    /** Somebody pressed Retry: the sync first checks the server, unless it was checked after this time. */
    checkServerAfter: moment(),
    inGuild: boolean(),
    /** Member screening: the person is in the guild but has not accepted the rules yet. */
    pendingRules: boolean().notNull().default(false),
    seenRoles: text().array().notNull().default(sql`'{}'::text[]`),
    /** No longer written; dropped in a later release. */
    lastPlan: jsonb(),
    syncedAt: moment(),
    /** When claims last changed. The time from here to `syncedAt` is how long the customer waited. */
    wantedAt: moment().notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.guildId, table.discordUserId] }),
    // Thousands become due in one moment. The user makes their order the same in every look.
    index("accesses_next")
      .on(table.guildId, table.lane, table.dueAt, table.discordUserId)
      .where(sql`due_at is not null`),
    index("accesses_user").on(table.discordUserId),
    index("accesses_problem").on(table.guildId, table.problem).where(sql`problem is not null`),
  ],
);

/**
 * The roles that we gave to a person. The row is written before the call to Discord, so a crash never leaves a
 * role that we don't know is ours. `heldBefore`: the person had the role before any claim, so we never take it.
 */
export const accessRoles = pgTable(
  "access_roles",
  {
    guildId: text().notNull(),
    discordUserId: text().notNull(),
    roleId: text().notNull(),
    heldBefore: boolean().notNull().default(false),
    /** No longer written; dropped in a later release. */
    givingAt: moment().notNull().defaultNow(),
    givenAt: moment(),
    takenAt: moment(),
    /** No longer written; dropped in a later release. */
    restoredAt: moment(),
  },
  (table) => [primaryKey({ columns: [table.guildId, table.discordUserId, table.roleId] })],
);
