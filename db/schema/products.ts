import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { PriceTerms } from "@/lib/price-terms";
import { businesses } from "./businesses";
import { createdAt, id, moment, updatedAt } from "./columns";
import { failureCodes } from "./failures";
import { guilds } from "./guilds";
import { paymentConnections } from "./purchases";

export const endActions = ["remove_role", "kick", "keep"] as const;

export const driftPolicies = ["restore", "respect"] as const;

/** What a product gives: membership in a guild, and optionally one of its roles. */
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
    /** When a moderator removes the role by hand: give it back, or accept it and email the merchant. */
    driftPolicy: text({ enum: driftPolicies }).notNull().default("restore"),
    /** The guild before a move. Access there ends once the new access is delivered. */
    previousGuildId: text(),
    /** Set by the guild check while the role can't be given. */
    problem: text({ enum: failureCodes }),
    problemSince: moment(),
    /** Deleted entitlements are hidden but keep their grants. */
    deletedAt: moment(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index("entitlements_by_name").on(table.businessId, sql`lower(${table.name})`, table.id),
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
    /** The payment provider that sells it; null when the merchant created it here. */
    connectionId: text().references(() => paymentConnections.id),
    externalId: text(),
    name: text().notNull(),
    description: text(),
    priceAmount: bigint({ mode: "number" }),
    currency: text(),
    /** The billing interval, with Dodo's words. Null: one-time. */
    interval: text({ enum: ["Day", "Week", "Month", "Year"] }),
    intervalCount: integer(),
    /** How long the whole subscription lasts; null: not given, so as long as its billing interval. */
    periodInterval: text({ enum: ["Day", "Week", "Month", "Year"] }),
    periodCount: integer(),
    /** What else its price says. It is answered as it was given, and changes nothing here. */
    priceTerms: jsonb().$type<PriceTerms>().notNull().default({}),
    taxCategory: text(),
    metadata: jsonb().$type<Record<string, string | number | boolean>>().notNull().default({}),
    /** By the merchant, here. */
    archivedAt: moment(),
    /** The payment provider no longer sells it. */
    archivedThereAt: moment(),
    /** The merchant sells it without any access, on purpose. */
    givesNothing: boolean().notNull().default(false),
    /** When the merchant first took its buy link to share it. */
    linkSharedAt: moment(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("products_external").on(table.connectionId, table.externalId),
    index("products_newest").on(table.businessId, table.createdAt, table.id),
    index("products_by_name").on(table.businessId, sql`lower(${table.name})`, table.id),
  ],
);

/** A price of a product, for providers that keep several: monthly and yearly, currencies, older prices. */
export const productPrices = pgTable(
  "product_prices",
  {
    id: id(),
    productId: text()
      .notNull()
      .references(() => products.id, { onDelete: "cascade" }),
    connectionId: text()
      .notNull()
      .references(() => paymentConnections.id),
    externalId: text().notNull(),
    name: text(),
    amount: bigint({ mode: "number" }),
    currency: text(),
    interval: text({ enum: ["Day", "Week", "Month", "Year"] }),
    intervalCount: integer(),
    archivedAt: moment(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex("product_prices_external").on(table.connectionId, table.externalId),
    index("product_prices_product").on(table.productId),
  ],
);

/** Which entitlements a product gives. */
export const productEntitlements = pgTable(
  "product_entitlements",
  {
    productId: text()
      .notNull()
      .references(() => products.id, { onDelete: "cascade" }),
    entitlementId: text()
      .notNull()
      .references(() => entitlements.id, { onDelete: "cascade" }),
    /** The prices of the product that give it; null: all of them. */
    priceIds: text().array(),
    attachedAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.entitlementId] }),
    index("product_entitlements_entitlement").on(table.entitlementId),
  ],
);
