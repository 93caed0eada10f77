import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { grantToApp } from "./app-role";
import { driverOptions } from "./connection-url";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));
/** An arbitrary number that every version of Gatehouse must share. */
const lockKey = 4_283_384_724;

/**
 * Applies all pending migrations to the database at `url`, as the owner of its tables, and gives the role of `appUrl`
 * what the application needs. When two processes start at the same time they take turns, and the second finds nothing
 * left to do.
 */
export async function migrateDatabase(url: string, appUrl = url): Promise<void> {
  const sql = postgres({ ...driverOptions(url), max: 1 });
  try {
    await sql`select pg_advisory_lock(${lockKey})`;
    await migrate(drizzle(sql), { migrationsFolder });
    await grantToApp(sql, url, appUrl);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
