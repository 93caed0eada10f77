import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";

/** People who sign in to the dashboard, and their sessions. next-auth's adapter expects these tables. */
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
  createdAt: createdAt(),
  /** Written at most every ten minutes. */
  lastUsedAt: moment().notNull().defaultNow(),
  userAgent: text(),
  /** When the person last used a passkey or a recovery code in this session. */
  provedAt: moment(),
  /** What the authenticator has to sign next: once, and within five minutes. */
  challenge: text(),
  challengeUntil: moment(),
});

/** Mailed sign-in links, hashed. A person may have several that work; each works once. */
export const verificationTokens = pgTable(
  "verification_tokens",
  { identifier: text().notNull(), token: text().notNull(), expires: moment().notNull() },
  (table) => [primaryKey({ columns: [table.identifier, table.token] })],
);
