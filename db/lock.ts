import { type SQL, sql } from "drizzle-orm";
import { lockDb, type Tx } from "./client";

/** Held while a verb works on one row; it ends with the connection, and so with the process. */
export type HeldLock = {
  /** False when the connection was lost meanwhile: somebody else may be at work on the row by now. */
  stillHeld(): Promise<boolean>;
};

// Next bundles this module several times into one process, and all copies share the one connection.
const shared = globalThis as typeof globalThis & { gatehouseHeldLocks?: Set<string> };
shared.gatehouseHeldLocks ??= new Set();
const heldHere = shared.gatehouseHeldLocks;

/** A lock that was taken, until it is let go of. */
export type RowLock = HeldLock & { id: string; release(): Promise<void> };

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
  const name = nameOf(table, id);
  // A session may take the same lock twice, so within this process we tell ourselves.
  if (heldHere.has(name)) return { busy: true };
  heldHere.add(name);
  try {
    const [got] = await lockDb().execute<{ locked: boolean; session: string }>(
      sql`select pg_try_advisory_lock(${keyOf(sql`${name}::text`)}) as locked, ${session} as session`,
    );
    if (!got?.locked) return { busy: true };
    try {
      return { busy: false, result: await work({ stillHeld: () => isSession(got.session) }) };
    } finally {
      await unlock(name);
    }
  } finally {
    heldHere.delete(name);
  }
}

/**
 * Of the rows that `due` names (a query of one column `id`, of so many rows), locks the first `wanted` that
 * nobody holds, in one step: workers who look for work at the same time do not stumble over the same rows.
 */
export async function lockRows(
  table: string,
  due: (limit: number) => SQL,
  wanted: number,
): Promise<RowLock[]> {
  const ours = [...heldHere].filter((name) => name.startsWith(`${table}:`));
  // Others may hold all of the first ones: then it looks further down, up to a point.
  for (let depth = wanted + ours.length; ; depth *= 4) {
    const [got] = await lockDb().execute<{ seen: number; session: string; ids: string[] }>(sql`
      with due as materialized (${due(depth)}), taken as materialized (
        select id from due
        where case when ${table}::text || ':' || id = any(${sql.param(ours)}::text[]) then false
          else pg_try_advisory_lock(${keyOf(sql`${table}::text || ':' || id`)}) end
        limit ${wanted})
      select (select count(*)::int from due) as seen, ${session} as session,
        array(select id from taken) as ids`);
    if (!got) return [];
    const locks = await Promise.all(got.ids.map((id) => ownLock(table, id, got.session)));
    const taken = locks.filter((lock) => lock !== null);
    if (taken.length > 0 || got.seen < depth || depth > deepest) return taken;
  }
}

const deepest = 1_000;

/** One transaction at a time holds the lock of this name; others wait until it has ended. */
export async function lockUntilCommit(tx: Tx, name: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${keyOf(sql`${name}::text`)})`);
}

/** Null when somebody in this process took the same lock meanwhile: the session has it twice, and lets one go. */
async function ownLock(table: string, id: string, session: string): Promise<RowLock | null> {
  const name = nameOf(table, id);
  if (heldHere.has(name)) {
    await unlock(name);
    return null;
  }
  heldHere.add(name);
  const release = async () => {
    await unlock(name);
    heldHere.delete(name);
  };
  return { id, stillHeld: () => isSession(session), release };
}

const nameOf = (table: string, id: string) => `${table}:${id}`;
const keyOf = (name: SQL) => sql`hashtextextended(${name}, 0)`;

/** A connection that is gone has let go already. */
async function unlock(name: string): Promise<void> {
  await lockDb()
    .execute(sql`select pg_advisory_unlock(${keyOf(sql`${name}::text`)})`)
    .catch(() => {});
}

/** Names one session of one run of the server: the connection opens anew by itself, but without its locks. */
const session = sql`pg_backend_pid() || '/' || pg_postmaster_start_time()`;

async function isSession(known: string): Promise<boolean> {
  const [now] = await lockDb().execute<{ session: string }>(sql`select ${session} as session`);
  return now?.session === known;
}
