import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { migrateDatabase } from "../../db/migrate";
import { withoutSettings } from "../../e2e/harness/without-settings";
import { freePort } from "../../scripts/ports";
import { openPostgres } from "../../scripts/postgres";
import { resolveSettings } from "../../scripts/settings";
import { webProgram } from "../../scripts/stack/supervised";
import { temporaryDataDir } from "../../scripts/temporary-data-dir";
import { bundle } from "./bundle";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Preloaded into every child, so that it exits with this process. */
const exitWithSupervisor = fileURLToPath(
  new URL("../../scripts/stack/exit-with-supervisor.mjs", import.meta.url),
);

export type RigOptions = {
  timeScale: number;
  workers: number;
  concurrency?: number;
  settings?: Record<string, string>;
  /** A file that is preloaded into the workers and the web server. */
  preload?: string;
};
export type Rig = Awaited<ReturnType<typeof openRig>>;
export type ProcessName = "sandbox" | "web" | `worker-${number}`;
type Heard = (name: ProcessName, message: unknown) => void;

/**
 * Everything in the storm, each in its own process: Postgres (which syncs to disk as in production), the sandbox,
 * workers, and the web server without pages.
 */
export async function openRig(options: RigOptions) {
  const dataDir = await temporaryDataDir();
  // The next run removes the folders of temporary runs, so this one gets another name.
  const keptDir = dataDir.replace("gatehouse-run-", "gatehouse-storm-");
  const database = await openPostgres({ dataDir, password: "storm" });
  await migrateDatabase(database.url);
  const sql = postgres(database.url, { max: 4, onnotice: () => {} });
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const { env, sandboxUrl } = resolveSettings({
    ...withoutSettings(process.env),
    DEMO: "1",
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_TIME_SCALE: String(options.timeScale),
    WORKER_CONCURRENCY: String(options.concurrency ?? 16),
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
    ...options.settings,
  });
  const [worker, web] = [
    await bundle("lib/jobs/worker.ts", dataDir),
    await bundle("bench/chaos/web.ts", dataDir),
  ];
  const preload = options.preload ? ["--import", await bundle(options.preload, dataDir)] : [];
  let webServer = [web];
  const programs = (name: ProcessName): string[] => {
    if (name === "sandbox") return ["--import", "tsx", "sandbox/server.ts"];
    return [...preload, ...(name === "web" ? webServer : [worker])];
  };
  const children = new Map<ProcessName, ChildProcess>();
  const startedAt = new Map<ProcessName, number>();
  const resting = new Set<ProcessName>();
  const listeners = new Set<Heard>();
  let closing = false;

  function start(name: ProcessName): void {
    resting.delete(name);
    const log = openSync(join(dataDir, "logs", `${name}.log`), "a");
    const child: ChildProcess = spawn(process.execPath, ["--import", exitWithSupervisor, ...programs(name)], {
      cwd: root,
      detached: true,
      env: { ...env, NODE_ENV: "production", GATEHOUSE_SUPERVISOR: String(process.pid) },
      stdio: ["ignore", log, log, "ipc"],
    });
    children.set(name, child);
    startedAt.set(name, Date.now());
    child.on("message", (message) => {
      for (const heard of listeners) heard(name, message);
    });
    child.once("exit", () => {
      if (!closing && !resting.has(name) && children.get(name) === child) start(name);
    });
  }

  /** Ends a process for now, if it runs; `start` starts it again. */
  async function rest(name: ProcessName): Promise<void> {
    resting.add(name);
    const child = children.get(name);
    if (child) await ended(child);
  }

  async function stopDatabase(): Promise<void> {
    const server = database.running();
    if (server) process.kill(server.pid, "SIGQUIT");
    while (database.running()) await sleep(20);
  }

  start("sandbox");
  await until(() => answers(`${sandboxUrl}/control/requests`));
  const workers = Array.from({ length: options.workers }, (_, nth): ProcessName => `worker-${nth + 1}`);

  return {
    folder: dataDir,
    keptDir,
    env,
    sql,
    sandboxUrl,
    webUrl: `http://127.0.0.1:${port}`,
    workers,
    async startWeb() {
      start("web");
      await until(() => answers(`http://127.0.0.1:${port}/`));
    },
    /** The product's own web server, with its pages, in place of the small one. */
    async startNext(build: string) {
      await rest("web");
      env.NEXT_DIST_DIR = build;
      webServer = webProgram({ host: "127.0.0.1", port });
      start("web");
      await until(() => answers(`http://127.0.0.1:${port}/api/health`));
    },
    rest,
    start(name: ProcessName) {
      if (resting.has(name)) start(name);
    },
    /** The process that runs under this name now. */
    child: (name: ProcessName) => children.get(name),
    /** Passes on what processes send; the answer ends it. */
    hear(heard: Heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    startWorkers() {
      for (const name of workers) start(name);
    },
    /** Seconds since it was started, and its seconds of processor time (where the system knows them). */
    lifeOf(name: ProcessName): { age: number; worked: number } {
      const age = (Date.now() - (startedAt.get(name) ?? Date.now())) / 1_000;
      return { age, worked: processorSeconds(children.get(name)?.pid) ?? age };
    },
    /** Kills a process; a new one takes its place. */
    kill(name: ProcessName) {
      children.get(name)?.kill("SIGKILL");
    },
    /** Crashes Postgres as a power cut would: no checkpoint, every connection cut. */
    async crashDatabase() {
      await stopDatabase();
      await database.revive();
    },
    stopDatabase,
    reviveDatabase: () => database.revive(),
    databaseUrl: database.url,
    /** What web and workers have preloaded, for further processes. */
    preload,
    async control<T = Record<string, unknown>>(path: string, body?: unknown): Promise<T> {
      const init = body
        ? { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }
        : {};
      const response = await fetch(`${sandboxUrl}/control${path}`, init);
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    async web<T>(path: string, body: unknown): Promise<T> {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    async close(keep = false) {
      closing = true;
      await Promise.all([...children.values()].map(ended));
      await sql.end({ timeout: 2 });
      await database.release();
      if (keep) renameSync(dataDir, keptDir);
      else rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function processorSeconds(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error("A process of the rig did not start within a minute");
    await sleep(50);
  }
}

type Caught = { id: string; path: string; body: string; attempts: number; accepted: boolean };
export type Sink = { url: string; caught: Map<string, Caught>; calm(): void; close(): Promise<void> };

/** A merchant's endpoint that sometimes refuses, hangs or drops, and records every id with its body. `/gone` is gone. */
export async function openSink(random: () => number): Promise<Sink> {
  const caught = new Map<string, Caught>();
  let stormy = true;
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === "/gone") return void response.writeHead(410).end();
    const body = Buffer.concat(chunks).toString("utf8");
    const id = String(request.headers["webhook-id"]);
    const key = `${request.url} ${id}`;
    const known = caught.get(key) ?? { id, path: request.url ?? "", body, attempts: 0, accepted: false };
    if (known.body !== body) known.body = "CHANGED";
    known.attempts += 1;
    caught.set(key, known);
    const fate = stormy ? random() : 1;
    if (fate < 0.05) return void response.writeHead(500).end();
    known.accepted = true;
    // Accepted, but the sender cannot know.
    if (fate < 0.08) return void request.socket.destroy();
    if (fate < 0.1) return;
    response.writeHead(200).end("ok");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    caught,
    calm: () => {
      stormy = false;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
