import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";

/** A tenant. Everything below belongs to one. */
export const businesses = pgTable("businesses", {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  supportEmail: text(),
  /** Look of the emails and claim pages: an https URL of a logo and a `#rrggbb` colour. */
  logoUrl: text(),
  brandColor: text(),
  createdAt: createdAt(),
});

/** People who sign in to the dashboard, and their sessions: the tables that next-auth's adapter expects. */
export const users = pgTable("users", {
  id: id(),
  name: text(),
  email: text().notNull().unique(),
  emailVerified: moment(),
  image: text(),
});

export const accounts = pgTable(
  "accounts",
  {
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    type: text().notNull(),
    provider: text().notNull(),
    providerAccountId: text().notNull(),
    refresh_token: text("refresh_token"),
    access_token: text("access_token"),
    expires_at: integer("expires_at"),
    token_type: text("token_type"),
    scope: text(),
    id_token: text("id_token"),
    session_state: text("session_state"),
  },
  (table) => [primaryKey({ columns: [table.provider, table.providerAccountId] })],
);

export const sessions = pgTable("sessions", {
  sessionToken: text().primaryKey(),
  userId: text()
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  expires: moment().notNull(),
});

export const verificationTokens = pgTable(
  "verification_tokens",
  { identifier: text().notNull(), token: text().notNull(), expires: moment().notNull() },
  (table) => [primaryKey({ columns: [table.identifier, table.token] })],
);

export const memberRoles = ["owner", "admin", "viewer"] as const;

export const members = pgTable(
  "members",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text({ enum: memberRoles }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("members_person").on(table.businessId, table.userId)],
);

/** An open invitation; it becomes a member when somebody signs in with this address. */
export const invites = pgTable(
  "invites",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    email: text().notNull(),
    role: text({ enum: memberRoles }).notNull(),
    createdAt: createdAt(),
    acceptedAt: moment(),
  },
  (table) => [uniqueIndex("invites_open").on(table.businessId, table.email).where(sql`accepted_at is null`)],
);

export const apiKeys = pgTable(
  "api_keys",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    name: text().notNull(),
    /** SHA-256 of the key; the key itself is shown once. */
    hash: text().notNull().unique(),
    /** The last four characters, to tell keys apart on screen. */
    hint: text().notNull(),
    readOnly: boolean().notNull().default(false),
    createdAt: createdAt(),
    expiresAt: moment(),
    lastUsedAt: moment(),
    revokedAt: moment(),
  },
  (table) => [index("api_keys_business").on(table.businessId)],
);

/** Who did what, for the audit log: append only, written in the transaction of the deed. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    actor: jsonb()
      .$type<{ kind: "person" | "api_key" | "customer" | "system"; id: string; label: string }>()
      .notNull(),
    action: text().notNull(),
    subjectId: text(),
    details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (table) => [index("audit_entries_newest").on(table.businessId, table.createdAt)],
);

/** A customer's portal session: signed in by mail link, or by a link that the merchant's API made. */
export const portalSessions = pgTable("portal_sessions", {
  id: id(),
  hash: text().notNull().unique(),
  email: text().notNull(),
  /** Set when the session came from one business's API: it then sees that customer only. */
  customerId: text(),
  returnUrl: text(),
  createdAt: createdAt(),
  expiresAt: moment().notNull(),
});

/** A link mailed to an address (portal sign-in) or handed out by the API; hashed, single use. */
export const signInLinks = pgTable(
  "sign_in_links",
  {
    id: id(),
    hash: text().notNull().unique(),
    email: text().notNull(),
    customerId: text(),
    returnUrl: text(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
  },
  (table) => [index("sign_in_links_recent").on(table.email, table.createdAt)],
);

/** Counts per key and window: sign-in mails per address, API calls per key. Shared by all processes. */
export const rateCounters = pgTable("rate_counters", {
  key: text().primaryKey(),
  windowStartedAt: moment().notNull(),
  count: integer().notNull(),
});
