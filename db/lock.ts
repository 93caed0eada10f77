import type postgres from "postgres";
import { rawSql } from "./client";

/** Held while a verb works on one row. A query on `sql` fails when the connection is gone, and so the lock. */
export type HeldLock = { sql: postgres.ReservedSql };

/**
 * Runs `work` under a session advisory lock on (table, id); answers `busy` when somebody else holds it. The
 * lock lives on a connection of its own and dies with the process: nothing waits for a lease to run out, and
 * no transaction stays open while `work` talks to the outside.
 */
export async function withRowLock<T>(
  table: string,
  id: string,
  work: (lock: HeldLock) => Promise<T>,
): Promise<{ busy: true } | { busy: false; result: T }> {
  const sql = await rawSql().reserve();
  try {
    const [got] = await sql<{ locked: boolean }[]>`
      select pg_try_advisory_lock(hashtextextended(${`${table}:${id}`}, 0)) as locked`;
    if (!got?.locked) return { busy: true };
    try {
      return { busy: false, result: await work({ sql }) };
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended(${`${table}:${id}`}, 0))`.catch(() => {});
    }
  } finally {
    sql.release();
  }
}
