/**
 * The set-up of each integration test file (`*.itest.ts` beside the code):
 *
 * - its own empty, migrated Postgres database (a clone of a template; dropped at the end);
 * - its own sandbox in this process (Discord, mail, payments; time runs 20 times faster);
 * - `process.env` as in demo mode, so the product's `env()`, `db()` and `inTransaction()` just work.
 *
 *     import { testSandbox } from "@/e2e/harness/database";
 *     import { db } from "@/db/client";
 *
 *     test("…", async () => {
 *       await db().insert(…);
 *       await fetch(`${testSandbox().url}/control/discord/guilds`, { method: "POST", … });
 *     });
 *
 * The log is silent; `LOG_LEVEL=info` shows it. `npm test -- integration lib/grants` runs a part. The database is
 * not seeded: create what you need.
 */
import postgres from "postgres";
import { type Sandbox, startSandbox } from "../../sandbox/server";
import { resolveSettings } from "../../scripts/settings";
import { templateDatabase, databaseUrl as urlOf } from "./database-server";
import { withoutSettings } from "./without-settings";

const testTimeScale = 20;
/** Nothing listens here, because an integration test has no web server. */
const appUrl = "http://localhost:9";

type Opened = { sandbox: Sandbox; databaseUrl: string; close(): Promise<void> };
// The set-up file and the test may load two copies of this module; both must use one sandbox.
const holder = globalThis as typeof globalThis & { gatehouseTest?: Opened };

export function testSandbox(): Sandbox {
  if (!holder.gatehouseTest) throw new Error("Only *.itest.ts files have a sandbox");
  return holder.gatehouseTest.sandbox;
}

export function testDatabaseUrl(): string {
  if (!holder.gatehouseTest) throw new Error("Only *.itest.ts files have a database");
  return holder.gatehouseTest.databaseUrl;
}

/** Creates the database and the sandbox of one test file and points `process.env` at them. */
export async function openTestWorld(server: { url: string; dataDir: string }): Promise<Opened> {
  const database = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await onServer(server.url, `create database ${database} template ${templateDatabase}`);
  const sandbox = await startSandbox({ port: 0, timeScale: testTimeScale, appUrl, quiet: true });
  const databaseUrl = urlOf(server.url, database);
  const { env } = resolveSettings({
    ...withoutSettings(process.env),
    APP_URL: appUrl,
    DEMO: "1",
    DATABASE_URL: databaseUrl,
    DATA_DIR: server.dataDir,
    SANDBOX_PORT: new URL(sandbox.url).port,
    SANDBOX_TIME_SCALE: String(testTimeScale),
  });
  Object.assign(process.env, env);
  const close = async () => {
    await sandbox.close();
    await onServer(server.url, `drop database ${database} with (force)`);
  };
  holder.gatehouseTest = { sandbox, databaseUrl, close };
  return holder.gatehouseTest;
}

async function onServer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
