import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { env } from "@/lib/env";
import { readConnectionUrl } from "./connection-url";
import { Connection, type ConnectionSettings, type Driver, type TypeHandlers } from "./pool/connection";
import { drizzleClient } from "./pool/drizzle-client";
import { type Listening, listenOn } from "./pool/listen";
import { Pool } from "./pool/pool";
import * as schema from "./schema";

export type Db = PostgresJsDatabase<typeof schema>;
/** An open transaction, or the database itself for a single read. */
export type Tx = Db | Parameters<Parameters<Db["transaction"]>[0]>[0];

type Opened = { pool: Pool; db: Db };
// `next dev` reloads modules, so the pools live outside them; otherwise connections pile up.
const holder = globalThis as typeof globalThis & { gatehouseDatabase?: { main?: Opened; locks?: Opened } };
holder.gatehouseDatabase ??= {};
const opened = holder.gatehouseDatabase;

// Each connection costs a Postgres process. None is in use while a verb waits for an outside service.
const poolSize = 12;

function main(): Opened {
  opened.main ??= openPool({ name: "gatehouse", size: poolSize, shared: false });
  return opened.main;
}

function locks(): Opened {
  opened.locks ??= openPool({ name: "gatehouse locks", size: 1, shared: true });
  return opened.locks;
}

function openPool({ name, size, shared }: { name: string; size: number; shared: boolean }): Opened {
  const types: TypeHandlers = { parsers: {}, serializers: {} };
  const settings = { ...(shared ? sessionSettings(name) : mainSettings(name)), types };
  const pool = new Pool({ size, shared, open: () => Connection.open(settings) });
  return { pool, db: drizzle(drizzleClient(pool, types), { schema, casing: "snake_case" }) };
}

/** With DATABASE_SESSION_URL set, DATABASE_URL is a pooler that gives each transaction another connection. */
function mainSettings(name: string): ConnectionSettings {
  const { DATABASE_URL, DATABASE_SESSION_URL } = env();
  const url = readConnectionUrl(DATABASE_URL);
  return { url, name, session: DATABASE_SESSION_URL === undefined && !url.pooled };
}

/** Session locks and LISTEN belong to one connection for its whole life. */
function sessionSettings(name: string): ConnectionSettings {
  const { DATABASE_URL, DATABASE_SESSION_URL } = env();
  return { url: readConnectionUrl(DATABASE_SESSION_URL ?? DATABASE_URL), name, session: true };
}

/** A connection apart from the pool. The caller closes it. */
export function openConnection(kind: "main" | "session"): Promise<Connection> {
  const name = "gatehouse check";
  return Connection.open(kind === "main" ? mainSettings(name) : sessionSettings(name));
}

export function db(): Db {
  return main().db;
}

/** A read whose SQL is built once instead of on each call, for the most frequent reads. */
export function preparedRead<Rows>(
  build: (db: Db) => { execute(values: Record<string, unknown>): Promise<Rows> },
): (values: Record<string, unknown>) => Promise<Rows> {
  let built: { db: Db; query: ReturnType<typeof build> } | undefined;
  return (values) => {
    const current = db();
    if (built?.db !== current) built = { db: current, query: build(current) };
    return built.query.execute(values);
  };
}

/** Runs one prepared statement of the driver below drizzle, for the few that every caller waits for. */
export function runStatement<Rows>(statement: (driver: Driver) => PromiseLike<Rows>): Promise<Rows> {
  return main().pool.use((connection) => connection.run(statement));
}

/** Measures the database's clock, see `lib/clock.ts`. */
export function measureClock(): Promise<void> {
  return main().pool.use((connection) => connection.measureClock());
}

/** Calls `onNotification` for each NOTIFY, and `onListening` at first and after each lost connection. */
export function listen(
  channel: string,
  onNotification: (payload: string) => void,
  onListening: () => void,
): Listening {
  const settings = { ...sessionSettings("gatehouse listen"), onNotification };
  return listenOn(channel, () => Connection.open(settings), onListening);
}

/**
 * One connection outside the pool that can hold many session locks at once. If the connection breaks, its locks
 * are gone, and another connection takes its place without them.
 */
export function lockDb(): Db {
  return locks().db;
}

/** Runs `verb` in one transaction. */
export function inTransaction<T>(verb: (tx: Tx) => Promise<T>): Promise<T> {
  return db().transaction((tx) => verb(tx));
}

export async function closeDatabase(): Promise<void> {
  const { main, locks } = opened;
  opened.main = undefined;
  opened.locks = undefined;
  await Promise.all([main?.pool.close(), locks?.pool.close()]);
}
