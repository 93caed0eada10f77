import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import connect from "postgres";
import { withLock } from "./lock";
import { freePort, isFree } from "./ports";
import { makeCluster, programs } from "./postgres-programs";
import { type RunAs, runAs } from "./postgres-user";
import { commandOf, end, identify, isAlive, type ProcessIdentity, pause } from "./processes";

export type PostgresOptions = {
  /** Contains `postgres/` (the data) and `logs/`. */
  dataDir: string;
  password: string;
  /** For tests: faster, because nothing has to survive a power cut. */
  unsafe?: boolean;
};

export type Postgres = {
  /** As the owner of everything in it. */
  url: string;
  /** As the role that the application runs as, once the migrations have made it. */
  appUrl: string;
  /** The postmaster, or undefined while it is down. */
  running(): ProcessIdentity | undefined;
  /** Restarts it on the same port after a crash. */
  revive(): Promise<void>;
  /** Says that this process no longer needs it. The last one to say so stops it. */
  release(): Promise<void>;
};

const user = "gatehouse";
const database = "gatehouse";

/**
 * The embedded Postgres of a data folder, started if it is not running. It belongs to no single process: each
 * user is listed in `postgres-users/`, and the last one stops it.
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
    writeFileSync(userFileOf(dataDir, process.pid), JSON.stringify(identify(process.pid)));
    return found;
  });
  return {
    url: urlOf(cluster, port, database),
    appUrl: appUrlOf(cluster, port),
    running: () => postmaster(cluster.folder)?.identity,
    revive: () => alone(async () => void (await ensureRunning(cluster, port))),
    release: () => alone(() => leave(dataDir, cluster.folder)),
  };
}

/** Stops a Postgres whose users have all died. Called after a supervisor was killed. */
export async function releaseAbandonedPostgres(dataDir: string): Promise<void> {
  const folder = join(resolve(dataDir), "postgres");
  await withLock(join(resolve(dataDir), "postgres.lock"), "stopping Postgres", () =>
    leave(resolve(dataDir), folder),
  );
}

/** The address of the running Postgres of a data folder. */
export function urlOfRunning(dataDir: string, password: string): string {
  const server = postmaster(join(resolve(dataDir), "postgres"));
  if (!server) throw new Error(`No Postgres is running in ${dataDir}`);
  return urlOf({ dataDir, password }, server.port, database);
}

type Cluster = PostgresOptions & { folder: string; as: RunAs };

const userFileOf = (dataDir: string, pid: number) => join(dataDir, "postgres-users", String(pid));

async function leave(dataDir: string, folder: string): Promise<void> {
  rmSync(userFileOf(dataDir, process.pid), { force: true });
  const users = readdirSync(join(dataDir, "postgres-users")).filter((name) => {
    const one = JSON.parse(
      readFileSync(join(dataDir, "postgres-users", name), "utf8") || "null",
    ) as ProcessIdentity | null;
    if (one && isAlive(one)) return true;
    rmSync(join(dataDir, "postgres-users", name), { force: true });
    return false;
  });
  const server = postmaster(folder);
  if (users.length === 0 && server) await end(server.identity, "SIGINT", 20_000, "SIGQUIT");
}

/** Returns the port of the server. If it has to be started: on `port`, or else on the port it had last time. */
async function ensureRunning(cluster: Cluster, port?: number): Promise<number> {
  let found = postmaster(cluster.folder);
  // Postgres writes its port a moment after its pid.
  while (found && Number.isNaN(found.port)) {
    await pause(50);
    found = postmaster(cluster.folder);
  }
  if (found && (await answers(cluster, found.port, found.identity))) return found.port;
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
  throw new Error(`Postgres failed to start in ${cluster.folder}. The end of its log:\n${log}`);
}

/** Detached, so that Ctrl-C in the terminal stops its users first. */
function launch({ folder, as, unsafe, ...cluster }: Cluster, port: number): ProcessIdentity | undefined {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    ...(unsafe && { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
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

/** Waits until the server is ready (recovery after a crash can take a while), or false if it dies. */
async function answers(cluster: Cluster, port: number, server: ProcessIdentity): Promise<boolean> {
  const deadline = Date.now() + 120_000;
  while (isAlive(server) && Date.now() < deadline) {
    const sql = connect(urlOf(cluster, port, "postgres"), { max: 1, connect_timeout: 5, onnotice: () => {} });
    try {
      await sql`select 1`;
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === "28P01")
        throw new Error(
          `The password in ${join(cluster.dataDir, "secrets.json")} does not match the database in ${cluster.folder}.\n` +
            "Restore the right secrets.json, or delete the whole folder to start over.",
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
function postmaster(folder: string): { identity: ProcessIdentity; port: number } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const identity = identify(Number(lines[0]));
  if (!identity || !commandOf(identity.pid).includes(folder)) return undefined;
  return { identity, port: lines[3] ? Number(lines[3]) : Number.NaN };
}

function urlOf({ password }: PostgresOptions, port: number, name: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
}

/** Its password says nothing about the owner's. */
function appUrlOf({ password }: PostgresOptions, port: number): string {
  const own = createHash("sha256").update(`application\0${password}`).digest("hex").slice(0, 36);
  return `postgres://${user}_app:${own}@127.0.0.1:${port}/${database}`;
}
