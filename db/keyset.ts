import { desc, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";

type Listed = PgTable & Record<"id" | "businessId", PgColumn>;

/** The order of a list that is read page by page. */
export function newestFirst({ id }: Pick<Listed, "id">, time: PgColumn): SQL[] {
  return [desc(time), desc(id)];
}

/**
 * The rows on the pages after the one that ends with the row `after`; without it, all. An id of another business
 * has nothing after it. Rows are compared in the database: a JavaScript Date drops the microseconds of the order.
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
