import postgres from "postgres";
import { isConnectionLost } from "../away";
import type { Connection, Driver, TypeHandlers } from "./connection";
import type { Pool } from "./pool";

type Row = Record<string, unknown>;
/** Sends one statement and resolves with the driver's result. */
type Send = <T>(statement: (driver: Driver) => PromiseLike<T>, text: string) => Promise<T>;
type Scope = (verb: (client: postgres.Sql) => Promise<unknown>) => Promise<unknown>;

/** What drizzle uses of the driver, over a pool: `unsafe`, `begin`, and inside transactions `savepoint`. */
export function drizzleClient(pool: Pool, types: TypeHandlers): postgres.Sql {
  const client = {
    options: types,
    unsafe: unsafe((statement, text) => runOnce(pool, statement, text)),
    begin: (verb: Parameters<Scope>[0]) => inTransaction(pool, types, verb),
  };
  return client as unknown as postgres.Sql;
}

/**
 * By default drizzle has Postgres parse every query again, which costs a round trip. With `prepare`, each connection
 * prepares a query once. A query without parameters is sent as it is.
 */
function unsafe(send: Send) {
  return (text: string, parameters: never[] = []) => {
    const query = (driver: Driver) =>
      driver.unsafe<Row[]>(text, parameters, { prepare: parameters.length > 0 });
    return {
      // biome-ignore lint/suspicious/noThenProperty: as in the driver, a statement is sent when it is awaited.
      then: (done: (rows: Row[]) => unknown, failed: (error: unknown) => unknown) =>
        send(query, text).then(done, failed),
      values: () => send((driver) => query(driver).values(), text),
    };
  };
}

/**
 * A statement whose connection was lost may have been carried out. It is tried once more if it reads: in a read-only
 * transaction, so that Postgres itself refuses whatever would write twice.
 */
async function runOnce<T>(
  pool: Pool,
  statement: (driver: Driver) => PromiseLike<T>,
  text: string,
): Promise<T> {
  try {
    return await pool.use((connection) => connection.run(statement));
  } catch (error) {
    if (pool.shared || !isConnectionLost(error) || !/^\s*(select|with)\b/i.test(text)) throw error;
    return await pool.use((connection) => readAgain(connection, statement, error));
  }
}

async function readAgain<T>(
  connection: Connection,
  statement: (driver: Driver) => PromiseLike<T>,
  first: unknown,
): Promise<T> {
  await connection.run((driver) => driver.unsafe("start transaction read only"));
  try {
    return await connection.run(statement);
  } catch (error) {
    // 25006: it was no read after all.
    throw codeOf(error) === "25006" ? first : error;
  } finally {
    await endTransaction(connection, "commit");
  }
}

async function inTransaction(pool: Pool, types: TypeHandlers, verb: Parameters<Scope>[0]): Promise<unknown> {
  const connection = await begin(pool);
  try {
    const result = await inScope(connection, types, verb);
    await connection.run((driver) => driver.unsafe("commit"));
    return result;
  } catch (error) {
    await endTransaction(connection, "rollback");
    throw error;
  } finally {
    pool.release(connection);
  }
}

/** An idle connection may have died unnoticed. Nothing has been done yet, so another one is tried. */
async function begin(pool: Pool, again = true): Promise<Connection> {
  const connection = await pool.take();
  try {
    await connection.run((driver) => driver.unsafe("begin"));
    return connection;
  } catch (error) {
    pool.release(connection);
    if (again && isConnectionLost(error)) return begin(pool, false);
    throw error;
  }
}

/** A connection whose transaction can't be ended must not serve anybody else. */
async function endTransaction(connection: Connection, how: "commit" | "rollback"): Promise<void> {
  await connection
    .run((driver) => driver.unsafe(how))
    .catch((error) => {
      connection.abandon("a transaction could not be ended", error);
    });
}

/** As in the driver: a failed statement fails the whole scope, even if the verb caught the error. */
async function inScope(
  connection: Connection,
  types: TypeHandlers,
  verb: Parameters<Scope>[0],
): Promise<unknown> {
  let ended = false;
  let failure: unknown;
  let savepoints = 0;
  const send: Send = async (statement) => {
    if (ended) throw new Error("A statement was sent after its transaction had ended");
    try {
      return await connection.run(statement);
    } catch (error) {
      failure ??= error;
      throw error;
    }
  };
  const savepoint: Scope = async (inner) => {
    savepoints += 1;
    const name = `s${savepoints}`;
    await send((driver) => driver.unsafe(`savepoint ${name}`), "");
    try {
      return await inScope(connection, types, inner);
    } catch (error) {
      await send((driver) => driver.unsafe(`rollback to ${name}`), "");
      throw error;
    }
  };
  try {
    const client = { options: types, unsafe: unsafe(send), savepoint };
    const result = await verb(client as unknown as postgres.Sql);
    if (failure !== undefined) throw failure;
    return result;
  } catch (error) {
    // 25P02: the transaction had failed before, and that failure says why.
    throw failure !== undefined && codeOf(error) === "25P02" ? failure : error;
  } finally {
    ended = true;
  }
}

/** The code of Postgres, also of the cause of drizzle's error. */
function codeOf(error: unknown): unknown {
  if (error instanceof postgres.PostgresError) return error.code;
  return error instanceof Error && error.cause ? codeOf(error.cause) : undefined;
}
