import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import * as schema from "./schema";

export type Db = PostgresJsDatabase<typeof schema>;
/** What a verb takes: an open transaction, or the database itself for a single read. */
export type Tx = Db | Parameters<Parameters<Db["transaction"]>[0]>[0];

type Opened = { sql: postgres.Sql; db: Db; reads: Db; locks?: postgres.Sql };
// `next dev` reloads modules; one pool must outlive them, or connections pile up.
const holder = globalThis as typeof globalThis & { gatehouseDatabase?: Opened };

function open(): Opened {
  holder.gatehouseDatabase ??= connect();
  return holder.gatehouseDatabase;
}

function connect(): Opened {
  const sql = postgres(env().DATABASE_URL, {
    max: 24,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => {},
    connection: { application_name: "gatehouse", statement_timeout: 30_000 },
  });
  const config = { schema, casing: "snake_case" } as const;
  return { sql, db: drizzle(sql, config), reads: drizzle(preparing(sql), config) };
}

/** drizzle has every query parsed anew, which also costs a round trip; with this it is prepared once. */
function preparing(sql: postgres.Sql): postgres.Sql {
  const unsafe: postgres.Sql["unsafe"] = (query, parameters, options) =>
    sql.unsafe(query, parameters, { prepare: true, ...options });
  return new Proxy(sql, {
    get: (target, name) => (name === "unsafe" ? unsafe : Reflect.get(target, name)),
  });
}

export function db(): Db {
  return open().db;
}

/** For single reads of few shapes that are made very often: the public API's. */
export function readDb(): Db {
  return open().reads;
}

/** A read that is put together once and not with each call, for what is asked most. */
export function preparedRead<Rows>(
  build: (db: Db) => { execute(values: Record<string, unknown>): Promise<Rows> },
): (values: Record<string, unknown>) => Promise<Rows> {
  let kept: { db: Db; query: ReturnType<typeof build> } | undefined;
  return (values) => {
    const reads = readDb();
    if (kept?.db !== reads) kept = { db: reads, query: build(reads) };
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
export function lockSql(): postgres.Sql {
  const opened = open();
  opened.locks ??= postgres(env().DATABASE_URL, {
    max: 1,
    // It must not close by itself while locks are held.
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 10,
    onnotice: () => {},
    connection: { application_name: "gatehouse locks", statement_timeout: 30_000 },
  });
  return opened.locks;
}

/** Runs `verb` in one transaction: all of it happens, or nothing. */
export function inTransaction<T>(verb: (tx: Tx) => Promise<T>): Promise<T> {
  return db().transaction((tx) => verb(tx));
}

export async function closeDatabase(): Promise<void> {
  const opened = holder.gatehouseDatabase;
  holder.gatehouseDatabase = undefined;
  await Promise.all([opened?.sql.end({ timeout: 5 }), opened?.locks?.end({ timeout: 5 })]);
}
