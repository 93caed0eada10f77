import { asc, desc, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";

type Listed = PgTable & Record<"id" | "businessId", PgColumn>;

/** What a paged list is sorted by: a value that is never null. The id decides between equal ones. */
export type ListOrder = {
  by: PgColumn | SQL;
  direction: "asc" | "desc";
  /** What `by` is read from, when that is more than the list's own table. */
  from?: SQL;
};

/** The order of a paged list. */
export function inOrder({ id }: Pick<Listed, "id">, { by, direction }: ListOrder): SQL[] {
  return direction === "asc" ? [asc(by), asc(id)] : [desc(by), desc(id)];
}

export function newestFirst(table: Pick<Listed, "id">, time: PgColumn): SQL[] {
  return inOrder(table, { by: time, direction: "desc" });
}

/**
 * The rows that come after the row `after`; without `after`, all rows. An id from another business yields no rows.
 * Rows are compared in the database, because a JavaScript Date loses the microseconds they are sorted by.
 */
export function pageInOrder(
  table: Listed,
  { by, direction, from = sql`${table}` }: ListOrder,
  businessId: string,
  after: string | undefined,
): SQL | undefined {
  if (!after) return undefined;
  const last = sql`select ${by}, ${table.id} from ${from} where ${table.id} = ${after} and ${table.businessId} = ${businessId}`;
  return direction === "asc" ? sql`(${by}, ${table.id}) > (${last})` : sql`(${by}, ${table.id}) < (${last})`;
}

/** The same for lists that are newest first. */
export function pageAfter(
  table: Listed,
  time: PgColumn,
  businessId: string,
  after: string | undefined,
): SQL | undefined {
  return pageInOrder(table, { by: time, direction: "desc" }, businessId, after);
}
