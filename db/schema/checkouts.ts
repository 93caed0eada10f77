import { index, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";

/**
 * A checkout that was started on a buy page. Its id travels with the payment, so the purchase is found by it. The page
 * after paying is for the buyer alone: it needs the browser that started, and the address that the provider leads to.
 */
export const checkouts = pgTable(
  "checkouts",
  {
    id: id(),
    businessId: text().notNull(),
    productId: text().notNull(),
    browserHash: text().notNull(),
    /** Of the token in the address after paying; null until the payment page was opened. */
    hash: text().unique(),
    purchaseId: text(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    index("checkouts_old").on(table.expiresAt),
    index("checkouts_of_browser").on(table.browserHash),
  ],
);
