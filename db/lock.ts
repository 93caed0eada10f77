import { lockSql } from "./client";

/** Held while a verb works on one row; it ends with the connection, and so with the process. */
export type HeldLock = {
  /** False when the connection was lost meanwhile: somebody else may be at work on the row by now. */
  stillHeld(): Promise<boolean>;
};

// Next bundles this module several times into one process, and all copies share the one connection.
const shared = globalThis as typeof globalThis & { gatehouseHeldLocks?: Set<string> };
shared.gatehouseHeldLocks ??= new Set();
const heldHere = shared.gatehouseHeldLocks;

/**
 * Runs `work` under a session advisory lock on (table, id); answers `busy` when somebody else holds it. One
 * connection beside the pool holds all locks of this process, so hundreds of rows can wait for the outside at
 * once. It dies with the process: nothing waits for a lease to run out, and no transaction stays open while
 * `work` talks to the outside. Verbs that write outside ask `stillHeld` first.
 */
export async function withRowLock<T>(
  table: string,
  id: string,
  work: (lock: HeldLock) => Promise<T>,
): Promise<{ busy: true } | { busy: false; result: T }> {
  const name = `${table}:${id}`;
  // A session may take the same lock twice, so within this process we tell ourselves.
  if (heldHere.has(name)) return { busy: true };
  heldHere.add(name);
  try {
    const [got] = await lockSql()<{ locked: boolean; session: string }[]>`
      select pg_try_advisory_lock(hashtextextended(${name}, 0)) as locked, ${session()} as session`;
    if (!got?.locked) return { busy: true };
    try {
      return { busy: false, result: await work({ stillHeld: () => isSession(got.session) }) };
    } finally {
      await lockSql()`select pg_advisory_unlock(hashtextextended(${name}, 0))`.catch(() => {});
    }
  } finally {
    heldHere.delete(name);
  }
}

/** Names one session of one run of the server: the connection opens anew by itself, but without its locks. */
const session = () => lockSql()`pg_backend_pid() || '/' || pg_postmaster_start_time()`;

async function isSession(known: string): Promise<boolean> {
  const [now] = await lockSql()<{ session: string }[]>`select ${session()} as session`;
  return now?.session === known;
}
