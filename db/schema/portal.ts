import { index, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";

/** A customer's portal session, from a mailed link or from a link created through the merchant's API. */
export const portalSessions = pgTable("portal_sessions", {
  id: id(),
  hash: text().notNull().unique(),
  email: text().notNull(),
  /** Set when the session came from a business's API. It then sees only that customer. */
  customerId: text(),
  returnUrl: text(),
  createdAt: createdAt(),
  expiresAt: moment().notNull(),
});

/** A portal sign-in link, mailed to an address or created through the API. Hashed, single use. */
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
