import { index, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";

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
