import { sql } from "drizzle-orm";
import { customType, text, timestamp } from "drizzle-orm/pg-core";

/** A point in time, stored as timestamptz (UTC). */
export const moment = (name?: string) =>
  name ? timestamp(name, { withTimezone: true }) : timestamp({ withTimezone: true });

export const id = () => text().primaryKey();
export const createdAt = () => moment().notNull().defaultNow();
export const updatedAt = () =>
  moment()
    .notNull()
    .defaultNow()
    .$onUpdate(() => sql`now()`);

export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
