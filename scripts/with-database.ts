import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { migrateDatabase } from "../db/migrate";
import { type Database, openDatabase } from "./database";
import { settings as readSettings, type Settings } from "./settings";

/** The settings of a command that needs the database, with DATABASE_URL filled in. */
export type CommandSettings = { settings: Settings; env: NodeJS.ProcessEnv; database: Database };

/**
 * Runs one command that needs the database. An embedded one is started if needed, and migrated; a database of
 * your own is not (there, run `npm run migrate`).
 */
export async function withDatabase(work: (command: CommandSettings) => Promise<number>): Promise<void> {
  const settings = readSettings();
  mkdirSync(join(settings.dataDir, "logs"), { recursive: true });
  let code = 1;
  try {
    const database = await openDatabase(settings);
    try {
      if (database.embedded) await migrateDatabase(database.ownerUrl, database.url);
      const abandoned = database.embedded ? settings.dataDir : "";
      const env = {
        ...settings.env,
        DATABASE_URL: database.url,
        GATEHOUSE_EMBEDDED_POSTGRES: abandoned,
        NODE_ENV: "production",
      } as const;
      code = await work({ settings, env, database });
    } finally {
      await database.release();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exit(code);
}
