import type postgres from "postgres";
import { lockSql, rawSql } from "./client";

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

const heldHere = new Set<string>();

/**
 * The same with one connection for all locks of this process, so that hundreds of rows can wait for the
 * outside at once. When that connection is lost somebody else may take the row before `work` has ended: only
 * for verbs where that is harmless.
 */
export async function withSharedLock<T>(
  table: string,
  id: string,
  work: () => Promise<T>,
): Promise<{ busy: true } | { busy: false; result: T }> {
  const name = `${table}:${id}`;
  // A session may take the same lock twice, so within this process we tell ourselves.
  if (heldHere.has(name)) return { busy: true };
  heldHere.add(name);
  try {
    const [got] = await lockSql()<{ locked: boolean }[]>`
      select pg_try_advisory_lock(hashtextextended(${name}, 0)) as locked`;
    if (!got?.locked) return { busy: true };
    try {
      return { busy: false, result: await work() };
    } finally {
      await lockSql()`select pg_advisory_unlock(hashtextextended(${name}, 0))`.catch(() => {});
    }
  } finally {
    heldHere.delete(name);
  }
}
