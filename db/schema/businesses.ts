import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { bytes, createdAt, id, moment, updatedAt } from "./columns";
import { users } from "./sign-in";

/** A tenant. */
export const businesses = pgTable("businesses", {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  supportEmail: text(),
  /**
   * Branding of emails and customers' pages: a `#rrggbb` colour and a logo, which is an https URL, or a path of our own
   * for a logo in `logos`.
   */
  logoUrl: text(),
  brandColor: text(),
  /** Owners and admins need a passkey, and use it again before sensitive actions. */
  passkeyRequired: boolean().notNull().default(false),
  /** The language for customers when nothing better is known. */
  language: text().notNull().default("en"),
  createdAt: createdAt(),
});

/** The pictures that businesses uploaded as their logo. */
export const logos = pgTable("logos", {
  businessId: text()
    .primaryKey()
    .references(() => businesses.id),
  mediaType: text().notNull(),
  picture: bytes().notNull(),
  updatedAt: updatedAt(),
});

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

/** An invitation. It becomes a membership when the person with this address, signed in, accepts it. */
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

/** Who did it: a person in the dashboard, an API key, a customer in the portal, or Gatehouse itself. */
export type Actor = { kind: "person" | "api_key" | "customer" | "system"; id: string; label: string };

/** The audit log. Append-only; each entry is written in the same transaction as the change it describes. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    actor: jsonb().$type<Actor>().notNull(),
    action: text().notNull(),
    subjectId: text(),
    details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (table) => [index("audit_entries_newest").on(table.businessId, table.createdAt)],
);
