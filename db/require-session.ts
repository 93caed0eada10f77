import { openConnection } from "./client";
import type { Connection } from "./pool/connection";

/** The database is behind a pooler that gives each transaction another connection. */
class PooledInTransactions extends Error {
  constructor() {
    super(
      "The database is behind a pooler in transaction mode (PgBouncer or its like), where locks and notifications get lost. " +
        "Set DATABASE_SESSION_URL to the address of the server itself, or use a pooler in session mode",
    );
  }
}

/** Ends the process with a message that says what to set. A database that is away for now is waited for elsewhere. */
export async function stopIfPooled(): Promise<void> {
  try {
    await requireSession();
  } catch (error) {
    if (!(error instanceof PooledInTransactions)) return;
    console.error(`Gatehouse can't start. ${error.message}.`);
    process.exit(78);
  }
}

/** Throws `PooledInTransactions` when what needs a session of its own would get none. */
export async function requireSession(open = () => openConnection("session")): Promise<void> {
  const [ours, other] = [await open(), await open()];
  try {
    const before = await backendOf(ours);
    // A pooler gives the connection that was used last to the next who asks, and then ours must get another one.
    await other.run((driver) => driver.unsafe("begin"));
    await backendOf(other);
    const after = await backendOf(ours);
    await other.run((driver) => driver.unsafe("rollback"));
    if (before !== after) throw new PooledInTransactions();
  } finally {
    await Promise.all([ours.close(), other.close()]);
  }
}

async function backendOf(connection: Connection): Promise<number | undefined> {
  const [row] = await connection.run((driver) =>
    driver.unsafe<{ pid: number }[]>("select pg_backend_pid() as pid"),
  );
  return row?.pid;
}
