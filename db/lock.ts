import { type SQL, sql } from "drizzle-orm";
import { lockDb, type Tx } from "./client";

/** A lock on one row while a verb works on it. It ends with the connection, and so with the process. */
export type HeldLock = {
  /** False when the connection was lost in the meantime: another worker may have locked the row by now. */
  stillHeld(): Promise<boolean>;
};

// Next bundles this module several times into one process; all copies share one connection, and so this set.
const shared = globalThis as typeof globalThis & { gatehouseHeldLocks?: Set<string> };
shared.gatehouseHeldLocks ??= new Set();
const lockedHere = shared.gatehouseHeldLocks;

/** A lock on a row of a query, with the row, that lasts until `release`. */
export type RowLock = HeldLock & { id: string; row: FoundRow; release(): Promise<void> };
type FoundRow = { id: string; lane?: number; tenant?: string | null };

/**
 * Runs `work` under a session advisory lock on (table, id), or returns `busy` when the lock is taken.
 * One connection outside the pool holds all locks of this process, so hundreds of rows can wait for outside
 * services at once and no transaction stays open meanwhile. When the process dies, its locks end at once; there is
 * no lease to wait for. Verbs that write to an outside service check `stillHeld` first.
 */
export async function withRowLock<T>(
  table: string,
  id: string,
  work: (lock: HeldLock) => Promise<T>,
): Promise<{ busy: true } | { busy: false; result: T }> {
  const name = lockName(table, id);
  // Postgres lets a session take the same lock twice, so this process keeps its own list.
  if (lockedHere.has(name)) return { busy: true };
  lockedHere.add(name);
  try {
    const [got] = await lockDb().execute<{ locked: boolean; session: string }>(
      sql`select pg_try_advisory_lock(${lockKey(sql`${name}::text`)}) as locked, ${session} as session`,
    );
    if (!got?.locked) return { busy: true };
    try {
      return { busy: false, result: await work({ stillHeld: () => isSession(got.session) }) };
    } finally {
      await unlock(name);
    }
  } finally {
    lockedHere.delete(name);
  }
}

/**
 * Locks the first `wanted` unlocked rows of the query `due` (by their column `id`) in a single statement, so that
 * workers who look for work at the same time get different rows.
 */
export async function lockRows(
  table: string,
  due: (limit: number) => SQL,
  wanted: number,
): Promise<RowLock[]> {
  const ours = [...lockedHere].filter((name) => name.startsWith(`${table}:`));
  // Other workers may have locked all of the first rows. Then it looks further, up to `deepest`.
  for (let depth = wanted + ours.length; ; depth *= 4) {
    const [got] = await lockDb().execute<{ found: number; session: string; rows: FoundRow[] }>(sql`
      with due as materialized (${due(depth)}), taken as materialized (
        select * from due
        where case when ${table}::text || ':' || id = any(${sql.param(ours)}::text[]) then false
          else pg_try_advisory_lock(${lockKey(sql`${table}::text || ':' || id`)}) end
        limit ${wanted})
      select (select count(*)::int from due) as found, ${session} as session,
        (select coalesce(json_agg(taken), '[]') from taken) as rows`);
    if (!got) return [];
    const locks = await Promise.all(got.rows.map((row) => ownLock(table, row, got.session)));
    const taken = locks.filter((lock) => lock !== null);
    if (taken.length > 0 || got.found < depth || depth > deepest) return taken;
  }
}

const deepest = 1_000;

/** Waits for the lock with this name and holds it until the transaction ends. */
export async function lockUntilCommit(tx: Tx, name: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockKey(sql`${name}::text`)})`);
}

/** Null when this process locked the same row in the meantime; the session then has it twice and releases one. */
async function ownLock(table: string, row: FoundRow, session: string): Promise<RowLock | null> {
  const name = lockName(table, row.id);
  if (lockedHere.has(name)) {
    await unlock(name);
    return null;
  }
  lockedHere.add(name);
  const release = async () => {
    await unlock(name);
    lockedHere.delete(name);
  };
  return { id: row.id, row, stillHeld: () => isSession(session), release };
}

const lockName = (table: string, id: string) => `${table}:${id}`;
const lockKey = (name: SQL) => sql`hashtextextended(${name}, 0)`;

/** Errors are ignored: when the connection is gone, so is the lock. */
async function unlock(name: string): Promise<void> {
  await lockDb()
    .execute(sql`select pg_advisory_unlock(${lockKey(sql`${name}::text`)})`)
    .catch(() => {});
}

/** Identifies one session of one server run. The driver reconnects by itself, but then the locks are gone. */
const session = sql`pg_backend_pid() || '/' || pg_postmaster_start_time()`;

async function isSession(known: string): Promise<boolean> {
  const [now] = await lockDb().execute<{ session: string }>(sql`select ${session} as session`);
  return now?.session === known;
}
