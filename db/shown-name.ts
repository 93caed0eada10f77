import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/** A customer as lists are sorted: by the name that they show, which without a name is the address. */
export function shownName({ name, email }: Record<"name" | "email", PgColumn>): SQL {
  return sql`lower(coalesce(nullif(${name}, ''), ${email}))`;
}
