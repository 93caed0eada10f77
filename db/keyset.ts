import { desc, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";

type Listed = PgTable & Record<"id" | "businessId", PgColumn>;

/** The order of a paged list. */
export function newestFirst({ id }: Pick<Listed, "id">, time: PgColumn): SQL[] {
  return [desc(time), desc(id)];
}

/**
 * The rows that come after the row `after`; without `after`, all rows. An id from another business yields no rows.
 * Rows are compared in the database, because a JavaScript Date loses the microseconds they are sorted by.
 */
export function pageAfter(
  table: Listed,
  time: PgColumn,
  businessId: string,
  after: string | undefined,
): SQL | undefined {
  if (!after) return undefined;
  const last = sql`select ${time}, ${table.id} from ${table} where ${table.id} = ${after} and ${table.businessId} = ${businessId}`;
  return sql`(${time}, ${table.id}) < (${last})`;
}
