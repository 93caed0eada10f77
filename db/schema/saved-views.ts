import { pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { businesses } from "./businesses";
import { createdAt, id } from "./columns";
import { users } from "./sign-in";

/** A list with its filter, search and sort, which a person has saved under a name, for themselves. */
export const savedViews = pgTable(
  "saved_views",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    /** The list's URL inside the business, like `/customers` and `access=failed&sort=name`. */
    path: text().notNull(),
    query: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("saved_views_name").on(table.userId, table.businessId, table.path, table.name)],
);
