import { bigint, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";
import { users } from "./sign-in";

/** The second step of signing in: a key pair in the person's device or password manager. We know its public half. */
export const passkeys = pgTable(
  "passkeys",
  {
    id: id(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** WebAuthn's own id, base64url. */
    credentialId: text().notNull().unique(),
    /** COSE, base64url. */
    publicKey: text().notNull(),
    /** Grows with each use if the authenticator counts. One that didn't grow means that the key was copied. */
    counter: bigint({ mode: "number" }).notNull(),
    transports: jsonb().$type<string[]>().notNull().default([]),
    name: text().notNull(),
    createdAt: createdAt(),
    lastUsedAt: moment(),
  },
  (table) => [index("passkeys_of_person").on(table.userId)],
);

/** Stand in for a lost passkey. Hashed; each works once. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    hash: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
    usedAt: moment(),
  },
  (table) => [index("recovery_codes_of_person").on(table.userId)],
);
