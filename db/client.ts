import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import * as schema from "./schema";

export type Db = PostgresJsDatabase<typeof schema>;
/** An open transaction, or the database itself for a single read. */
export type Tx = Db | Parameters<Parameters<Db["transaction"]>[0]>[0];

type Pool = { sql: postgres.Sql; db: Db };
type Opened = Pool & { locks?: Pool };
// `next dev` reloads modules, so the pool lives outside them; otherwise connections pile up.
const holder = globalThis as typeof globalThis & { gatehouseDatabase?: Opened };

function open(): Opened {
  holder.gatehouseDatabase ??= connect();
  return holder.gatehouseDatabase;
}

function connect(): Opened {
  return pool({
    // Each connection costs a Postgres process. None is in use while a verb waits for an outside service.
    max: 12,
    idle_timeout: 60,
    connection: { application_name: "gatehouse", statement_timeout: 30_000 },
  });
}

function pool(options: postgres.Options<Record<string, postgres.PostgresType>>): Pool {
  const sql = postgres(env().DATABASE_URL, { connect_timeout: 10, onnotice: () => {}, ...options });
  return { sql, db: drizzle(preparing(sql), { schema, casing: "snake_case" }) };
}

type Client = postgres.Sql & Pick<postgres.TransactionSql, "savepoint">;
type Scope = "begin" | "savepoint";

/**
 * By default drizzle has Postgres parse every query again, which costs a round trip. With this, each connection
 * prepares a query once, also inside transactions. A query without parameters is sent as it is.
 */
function preparing(client: postgres.Sql): postgres.Sql {
  const unsafe: postgres.Sql["unsafe"] = (query, parameters, options) =>
    client.unsafe(query, parameters, { ...options, prepare: (parameters?.length ?? 0) > 0 });
  const opening =
    (scope: Scope) =>
    (verb: (inner: postgres.Sql) => unknown): unknown =>
      (client as Client)[scope]((inner: unknown) => verb(preparing(inner as postgres.Sql)));
  const ours: Record<PropertyKey, unknown> = {
    unsafe,
    begin: opening("begin"),
    savepoint: opening("savepoint"),
  };
  return new Proxy(client, {
    get: (target, name) => ours[name] ?? Reflect.get(target, name),
  });
}

export function db(): Db {
  return open().db;
}

/** A read whose SQL is built once instead of on each call, for the most frequent reads. */
export function preparedRead<Rows>(
  build: (db: Db) => { execute(values: Record<string, unknown>): Promise<Rows> },
): (values: Record<string, unknown>) => Promise<Rows> {
  let built: { db: Db; query: ReturnType<typeof build> } | undefined;
  return (values) => {
    const opened = db();
    if (built?.db !== opened) built = { db: opened, query: build(opened) };
    return built.query.execute(values);
  };
}

/** The driver below drizzle, for LISTEN. */
export function rawSql(): postgres.Sql {
  return open().sql;
}

/**
 * One connection outside the pool that can hold many session locks at once. If the connection breaks, its locks
 * are gone; it then reconnects without them.
 */
export function lockDb(): Db {
  const opened = open();
  opened.locks ??= pool({
    max: 1,
    // It must not close by itself while locks are held.
    idle_timeout: 0,
    max_lifetime: null,
    connection: { application_name: "gatehouse locks", statement_timeout: 30_000 },
  });
  return opened.locks.db;
}

/** Runs `verb` in one transaction. */
export function inTransaction<T>(verb: (tx: Tx) => Promise<T>): Promise<T> {
  return db().transaction((tx) => verb(tx));
}

export async function closeDatabase(): Promise<void> {
  const opened = holder.gatehouseDatabase;
  holder.gatehouseDatabase = undefined;
  await Promise.all([opened?.sql.end({ timeout: 5 }), opened?.locks?.sql.end({ timeout: 5 })]);
}
