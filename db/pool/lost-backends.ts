import type { Backend, Connection } from "./connection";

const answerMs = 1_500;

/**
 * Asks the database through a new connection which of these connections it isn't working for: their statement or
 * its answer was lost on the way. A slow statement is not. Rejects when the database doesn't answer.
 */
export async function findForgotten(
  silent: Connection[],
  open: () => Promise<Connection>,
): Promise<Connection[]> {
  const asking = await open();
  const late = setTimeout(() => asking.abandon(`no answer within ${answerMs} ms`), answerMs);
  try {
    const pids = silent.flatMap(({ backend }) => backend?.pid ?? []);
    const busy = await asking.run(
      (driver) => driver<{ pid: number }[]>`
        select pid from pg_stat_activity where pid = any(${pids}::int[]) and state = 'active'`,
    );
    const known = new Set(busy.map(({ pid }) => pid));
    return silent.filter((one) => one.backend && !known.has(one.backend.pid) && one.isSilent(answerMs));
  } finally {
    clearTimeout(late);
    void asking.close();
  }
}

/** Ends what the server still runs for connections that we gave up, with the locks that they hold. */
export async function endAbandoned(connection: Connection, backends: Backend[]): Promise<void> {
  const [pids, starts] = [backends.map(({ pid }) => pid), backends.map(({ startedAt }) => startedAt)];
  await connection.run(
    (driver) => driver`
      select pg_terminate_backend(pid) from pg_stat_activity
      where (pid, backend_start) in (select * from unnest(${pids}::int[], ${starts}::timestamptz[]))`,
  );
}
