import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import * as schema from "./schema";

export type Db = PostgresJsDatabase<typeof schema>;
/** What a verb takes: an open transaction, or the database itself for a single read. */
export type Tx = Db | Parameters<Parameters<Db["transaction"]>[0]>[0];

type Pool = { sql: postgres.Sql; db: Db };
type Opened = Pool & { locks?: Pool };
// `next dev` reloads modules; one pool must outlive them, or connections pile up.
const holder = globalThis as typeof globalThis & { gatehouseDatabase?: Opened };

function open(): Opened {
  holder.gatehouseDatabase ??= connect();
  return holder.gatehouseDatabase;
}

function connect(): Opened {
  return pool({
    // Each is a process of the server's; none is held while a verb waits for the outside.
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
 * drizzle has every query parsed anew, which also costs a round trip; with this a connection prepares it once,
 * within transactions too. A query without parameters goes out in one piece as it is.
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

/** A read that is put together once and not with each call, for what is asked most. */
export function preparedRead<Rows>(
  build: (db: Db) => { execute(values: Record<string, unknown>): Promise<Rows> },
): (values: Record<string, unknown>) => Promise<Rows> {
  let kept: { db: Db; query: ReturnType<typeof build> } | undefined;
  return (values) => {
    const opened = db();
    if (kept?.db !== opened) kept = { db: opened, query: build(opened) };
    return kept.query.execute(values);
  };
}

/** The driver below drizzle, for LISTEN. */
export function rawSql(): postgres.Sql {
  return open().sql;
}

/**
 * One connection beside the pool that can hold many session locks at once. Lost with it when the server goes
 * away: it then opens anew, without them.
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

/** Runs `verb` in one transaction: all of it happens, or nothing. */
export function inTransaction<T>(verb: (tx: Tx) => Promise<T>): Promise<T> {
  return db().transaction((tx) => verb(tx));
}

export async function closeDatabase(): Promise<void> {
  const opened = holder.gatehouseDatabase;
  holder.gatehouseDatabase = undefined;
  await Promise.all([opened?.sql.end({ timeout: 5 }), opened?.locks?.sql.end({ timeout: 5 })]);
}
