import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, moment, updatedAt } from "./columns";
import { businesses } from "./people";
import { paymentConnections } from "./purchases";

/** A role as last read from Discord. Positions may have gaps and ties. */
export type RoleSnapshot = {
  id: string;
  name: string;
  color: number;
  position: number;
  permissions: string;
  managed: boolean;
  tags?: Record<string, unknown> | undefined;
};

/** What the last guild check saw. `botTopPosition` is the highest role the bot holds. */
export type GuildSnapshot = {
  roles: RoleSnapshot[];
  ownerId: string;
  botRoleIds: string[];
  botTopPosition: number;
  botPermissions: string;
  memberCount: number | null;
  mfaLevel: number;
  screening: boolean;
};

export const guildProblems = [
  "discord_bot_removed",
  "discord_missing_permission",
  "discord_mfa_required",
  "discord_server_full",
] as const;

/** A connected server. Its id is Discord's; it belongs to one business at a time. */
export const guilds = pgTable(
  "guilds",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    name: text().notNull(),
    icon: text(),
    snapshot: jsonb().$type<GuildSnapshot>(),
    problem: text({ enum: guildProblems }),
    problemSince: moment(),
    /** Checks in a row that answered as if the bot were gone; one alone proves nothing (spurious 10004). */
    goneChecks: integer().notNull().default(0),
    connectedBy: text().notNull(),
    connectedAt: createdAt(),
    /** The merchant let go of it; another business may connect it. */
    releasedAt: moment(),
    /** Somebody else put the bot back: nothing is served until this business connects it again. */
    parkedAt: moment(),
    checkedAt: moment(),
    /** When the next guild check is due. */
    dueAt: moment().defaultNow(),
    attempts: integer().notNull().default(0),
    /** When the next sweep over all members is due, and how far the present one has come. */
    auditDueAt: moment().default(sql`now() + interval '6 hours'`),
    auditAfter: text(),
    auditStartedAt: moment(),
    auditAttempts: integer().notNull().default(0),
    lastAudit: jsonb().$type<{ at: string; read: number; repaired: number; how: "pages" | "single" }>(),
  },
  (table) => [
    index("guilds_business").on(table.businessId),
    index("guilds_due").on(table.dueAt),
    index("guilds_audit_due").on(table.auditDueAt),
  ],
);

export const endActions = ["remove_role", "kick", "keep"] as const;
export const driftPolicies = ["restore", "respect"] as const;

/** What a product gives: membership of a guild, and optionally one of its roles. */
export const entitlements = pgTable(
  "entitlements",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    guildId: text()
      .notNull()
      .references(() => guilds.id),
    roleId: text(),
    name: text().notNull(),
    description: text(),
    metadata: jsonb().$type<Record<string, string | number | boolean>>().notNull().default({}),
    endAction: text({ enum: endActions }).notNull().default("remove_role"),
    /** What to do when a moderator takes the role by hand: put it back, or leave it and tell the merchant. */
    driftPolicy: text({ enum: driftPolicies }).notNull().default("restore"),
    /** Where it gave access before; the old access ends once the new one stands. */
    previousGuildId: text(),
    /** Set by the guild check when the role cannot be given at present. */
    problem: text(),
    problemSince: moment(),
    /** Deleted entitlements keep their grants; they are only out of sight. */
    deletedAt: moment(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index("entitlements_newest").on(table.businessId, table.createdAt, table.id),
    index("entitlements_guild").on(table.guildId),
  ],
);

export const products = pgTable(
  "products",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    /** The payment provider that sells it; null when the merchant made it here. */
    connectionId: text().references(() => paymentConnections.id),
    externalId: text(),
    name: text().notNull(),
    description: text(),
    priceAmount: bigint({ mode: "number" }),
    currency: text(),
    /** null: one-time. Otherwise the payment rhythm, as in Dodo's API: Day, Week, Month, Year. */
    interval: text({ enum: ["Day", "Week", "Month", "Year"] }),
    intervalCount: integer(),
    taxCategory: text(),
    metadata: jsonb().$type<Record<string, string | number | boolean>>().notNull().default({}),
    archivedAt: moment(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("products_external").on(table.connectionId, table.externalId),
    index("products_newest").on(table.businessId, table.createdAt, table.id),
  ],
);

export const productEntitlements = pgTable(
  "product_entitlements",
  {
    productId: text()
      .notNull()
      .references(() => products.id, { onDelete: "cascade" }),
    entitlementId: text()
      .notNull()
      .references(() => entitlements.id, { onDelete: "cascade" }),
    attachedAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.entitlementId] }),
    index("product_entitlements_entitlement").on(table.entitlementId),
  ],
);
