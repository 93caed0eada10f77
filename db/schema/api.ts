import { boolean, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { businesses } from "./businesses";
import { createdAt, id, moment } from "./columns";

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
    /** The last four characters, so that people can tell keys apart. */
    hint: text().notNull(),
    readOnly: boolean().notNull().default(false),
    createdAt: createdAt(),
    expiresAt: moment(),
    lastUsedAt: moment(),
    revokedAt: moment(),
  },
  (table) => [index("api_keys_business").on(table.businessId)],
);

/** Responses stored for `Idempotency-Key`, for 24 hours. A row without a response is a call in flight. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    id: id(),
    businessId: text().notNull(),
    key: text().notNull(),
    requestHash: text().notNull(),
    status: integer(),
    body: text(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    uniqueIndex("idempotency_keys_once").on(table.businessId, table.key),
    index("idempotency_keys_old").on(table.expiresAt),
  ],
);
