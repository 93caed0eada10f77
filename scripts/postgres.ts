import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import connect from "postgres";
import { withLock } from "./lock";
import { freePort, isFree } from "./ports";
import { makeCluster, programs } from "./postgres-programs";
import { type RunAs, runAs } from "./postgres-user";
import { commandOf, end, identify, isAlive, type Living, pause } from "./processes";

export type PostgresOptions = {
  /** Holds `postgres/` (the data) and `logs/`. */
  dataDir: string;
  password: string;
  /** For tests: nothing survives a power cut, everything is faster. */
  careless?: boolean;
};

export type Postgres = {
  url: string;
  /** The postmaster, or undefined while it is down. */
  running(): Living | undefined;
  /** Starts it again on the same port after a crash. */
  revive(): Promise<void>;
  /** We no longer need it; the last one to say so stops it. */
  release(): Promise<void>;
};

const user = "gatehouse";
const database = "gatehouse";

/**
 * The embedded Postgres of a data folder: found running or started. It belongs to no single process: whoever
 * uses it is noted in `postgres-users/`, and it stops with the last living user.
 */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  mkdirSync(join(dataDir, "postgres-users"), { recursive: true });
  const cluster = {
    ...options,
    dataDir,
    folder: join(dataDir, "postgres"),
    as: runAs([dataDir, programs().postgres]),
  };
  const alone = <T>(work: () => Promise<T>) =>
    withLock(join(dataDir, "postgres.lock"), "starting Postgres", work);
  const port = await alone(async () => {
    if (!existsSync(join(cluster.folder, "PG_VERSION"))) await makeCluster({ ...cluster, user });
    const found = await ensureRunning(cluster);
    await ensureDatabase(cluster, found);
    writeFileSync(noteOf(dataDir, process.pid), JSON.stringify(identify(process.pid)));
    return found;
  });
  return {
    url: urlOf(cluster, port, database),
    running: () => postmaster(cluster.folder)?.living,
    revive: () => alone(async () => void (await ensureRunning(cluster, port))),
    release: () => alone(() => leave(dataDir, cluster.folder)),
  };
}

/** Stops a Postgres whose users have all died. Called when a supervisor was killed. */
export async function releaseAbandonedPostgres(dataDir: string): Promise<void> {
  const folder = join(resolve(dataDir), "postgres");
  await withLock(join(resolve(dataDir), "postgres.lock"), "stopping Postgres", () =>
    leave(resolve(dataDir), folder),
  );
}

/** Where the running Postgres of a data folder answers. */
export function urlOfRunning(dataDir: string, password: string): string {
  const server = postmaster(join(resolve(dataDir), "postgres"));
  if (!server) throw new Error(`No Postgres runs in ${dataDir}`);
  return urlOf({ dataDir, password }, server.port, database);
}

type Cluster = PostgresOptions & { folder: string; as: RunAs };

const noteOf = (dataDir: string, pid: number) => join(dataDir, "postgres-users", String(pid));

async function leave(dataDir: string, folder: string): Promise<void> {
  rmSync(noteOf(dataDir, process.pid), { force: true });
  const users = readdirSync(join(dataDir, "postgres-users")).filter((name) => {
    const one = JSON.parse(
      readFileSync(join(dataDir, "postgres-users", name), "utf8") || "null",
    ) as Living | null;
    if (one && isAlive(one)) return true;
    rmSync(join(dataDir, "postgres-users", name), { force: true });
    return false;
  });
  const server = postmaster(folder);
  if (users.length === 0 && server) await end(server.living, "SIGINT", 20_000, "SIGQUIT");
}

/** Answers the port of the running server, which it starts if needed: on `port`, or on the one of last time. */
async function ensureRunning(cluster: Cluster, port?: number): Promise<number> {
  let found = postmaster(cluster.folder);
  // It writes its port a moment after its pid.
  while (found && Number.isNaN(found.port)) {
    await pause(50);
    found = postmaster(cluster.folder);
  }
  if (found && (await answers(cluster, found.port, found.living))) return found.port;
  rmSync(join(cluster.folder, "postmaster.pid"), { force: true });
  const portFile = join(cluster.dataDir, "postgres-port");
  const usual = port ?? (existsSync(portFile) ? Number(readFileSync(portFile, "utf8")) : undefined);
  for (let attempt = 0; attempt < 5; attempt++) {
    const chosen =
      usual !== undefined && (port !== undefined || (await isFree(usual))) ? usual : await freePort();
    const server = launch(cluster, chosen);
    if (server && (await answers(cluster, chosen, server))) {
      writeFileSync(portFile, String(chosen));
      return chosen;
    }
    await pause(500);
  }
  const log = readFileSync(logOf(cluster), "utf8").trimEnd().split("\n").slice(-12).join("\n");
  throw new Error(`Postgres does not start in ${cluster.folder}. The end of its log:\n${log}`);
}

/** Detached, so that Ctrl-C in the terminal reaches those who use it first. */
function launch({ folder, as, careless, ...cluster }: Cluster, port: number): Living | undefined {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    ...(careless && { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [program, args] = as.command(programs().postgres, ["-D", folder, "-p", String(port), ...flags]);
  const log = openSync(logOf(cluster), "a");
  const child = spawn(program, args, {
    ...as.ids,
    cwd: "/",
    detached: true,
    env: { ...process.env, LC_ALL: "C" },
    stdio: ["ignore", log, log],
  });
  child.unref();
  return child.pid === undefined ? undefined : identify(child.pid);
}

const logOf = ({ dataDir }: { dataDir: string }) => join(dataDir, "logs", "postgres.log");

/** Waits while the server lives and is not ready yet (recovery after a crash may take a while). */
async function answers(cluster: Cluster, port: number, server: Living): Promise<boolean> {
  const deadline = Date.now() + 120_000;
  while (isAlive(server) && Date.now() < deadline) {
    const sql = connect(urlOf(cluster, port, "postgres"), { max: 1, connect_timeout: 5, onnotice: () => {} });
    try {
      await sql`select 1`;
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === "28P01")
        throw new Error(
          `The password in ${join(cluster.dataDir, "secrets.json")} is not that of the database in ${cluster.folder}.\n` +
            "Put the right secrets.json back, or delete the whole folder to begin anew.",
        );
    } finally {
      await sql.end({ timeout: 1 });
    }
    await pause(50);
  }
  return false;
}

async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  const sql = connect(urlOf(cluster, port, "postgres"), { max: 1 });
  try {
    const [row] = await sql`select 1 from pg_database where datname = ${database}`;
    if (!row) await sql.unsafe(`create database ${database}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Reads postmaster.pid, and trusts it only if that process really is this folder's Postgres. */
function postmaster(folder: string): { living: Living; port: number } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const living = identify(Number(lines[0]));
  if (!living || !commandOf(living.pid).includes(folder)) return undefined;
  return { living, port: lines[3] ? Number(lines[3]) : Number.NaN };
}

function urlOf({ password }: PostgresOptions, port: number, name: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
}
