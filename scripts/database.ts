import postgres from "postgres";
import { driverOptions, readConnectionUrl } from "../db/connection-url";
import { openPostgres } from "./postgres";
import { type ProcessIdentity, pause, signal } from "./processes";
import type { Settings } from "./settings";

export type Database = {
  /** As the role that the application runs as. */
  url: string;
  /** As the owner of the tables, for migrations. */
  ownerUrl: string;
  embedded: boolean;
  server(): ProcessIdentity | undefined;
  isUp(): boolean;
  revive(): Promise<void>;
  release(): Promise<void>;
  /** Stops an embedded server without waiting for it. */
  kill(): void;
};

/** The configured database, once it answers, or else the embedded one, which is started if it is not running. */
export async function openDatabase(settings: Settings): Promise<Database> {
  const { databaseUrl, migrationUrl } = settings;
  if (databaseUrl) return configured(databaseUrl, migrationUrl ?? databaseUrl);
  const embedded = await openPostgres({ dataDir: settings.dataDir, password: settings.postgresPassword });
  return {
    url: embedded.appUrl,
    ownerUrl: embedded.url,
    embedded: true,
    server: embedded.running,
    isUp: () => embedded.running() !== undefined,
    revive: embedded.revive,
    release: embedded.release,
    kill: () => {
      const server = embedded.running();
      if (server) signal(server.pid, "SIGINT");
    },
  };
}

async function configured(url: string, ownerUrl: string): Promise<Database> {
  // The application's role may not exist before the first migration.
  await waitForAnswer(ownerUrl);
  const doNothing = async () => {};
  return {
    url,
    ownerUrl,
    embedded: false,
    server: () => undefined,
    isUp: () => true,
    revive: doNothing,
    release: doNothing,
    kill: () => {},
  };
}

async function waitForAnswer(url: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const sql = postgres({ ...driverOptions(url), max: 1, connect_timeout: 5 });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      const { hosts, database } = readConnectionUrl(url);
      const reason =
        error instanceof Error ? error.message || (error as { code?: string }).code : String(error);
      if (Date.now() > deadline)
        throw new Error(
          `The database ${database} at ${hosts.map(({ host }) => host).join(", ")} (DATABASE_URL) does not answer: ${reason}`,
        );
      await pause(500);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}
