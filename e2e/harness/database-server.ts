import { rmSync } from "node:fs";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "../../db/migrate";
import { openPostgres } from "../../scripts/postgres";
import { temporaryDataDir } from "../../scripts/temporary-data-dir";

export const templateDatabase = "gatehouse_template";

declare module "vitest" {
  interface ProvidedContext {
    databaseServer: { url: string; dataDir: string };
  }
}

/** Vitest's global setup: one Postgres for the whole run, with a migrated database to clone from. */
export default async function startDatabaseServer(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await temporaryDataDir();
  const server = await openPostgres({ dataDir, password: "test", unsafe: true });
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`create database ${templateDatabase}`);
  await sql.end();
  await migrateDatabase(databaseUrl(server.url, templateDatabase));
  project.provide("databaseServer", { url: server.url, dataDir });
  return async () => {
    await server.release();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
