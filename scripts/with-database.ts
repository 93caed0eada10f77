import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { migrateDatabase } from "../db/migrate";
import { openDatabase } from "./database";
import { settings as readSettings, type Settings } from "./settings";

/** The settings of a command that needs the database, with DATABASE_URL filled in. */
export type Ready = { settings: Settings; env: NodeJS.ProcessEnv };

/**
 * Runs one command that needs the database. An embedded one is found or started, and brought up to date; your
 * own is left as it is (`npm run migrate` is a step of its own there).
 */
export async function withDatabase(work: (ready: Ready) => Promise<number>): Promise<void> {
  const settings = readSettings();
  mkdirSync(join(settings.dataDir, "logs"), { recursive: true });
  let code = 1;
  try {
    const database = await openDatabase(settings);
    try {
      if (database.embedded) await migrateDatabase(database.url);
      const abandoned = database.embedded ? settings.dataDir : "";
      const env = {
        ...settings.env,
        DATABASE_URL: database.url,
        GATEHOUSE_EMBEDDED_POSTGRES: abandoned,
        NODE_ENV: "production",
      } as const;
      code = await work({ settings, env });
    } finally {
      await database.release();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exit(code);
}
