/**
 * The whole product on free ports, with its own data folder that is removed at the end, for journeys and benches. It
 * is `npm start` itself, so what is tested is what people run.
 *
 *     const stack = await startStack({ workers: 2 });
 *     await stack.kill("worker-1", "SIGKILL");      // the supervisor starts it again
 *     await stack.stop();
 *
 * Names to kill: web, sandbox, postgres, and worker (or worker-1, worker-2, … when there are several).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../scripts/ports";
import { urlOfRunning } from "../../scripts/postgres";
import { identify, isAlive, pause, signal } from "../../scripts/processes";
import { resolveSettings } from "../../scripts/settings";
import { readRunning } from "../../scripts/stack/running";
import { temporaryDataDir } from "../../scripts/temporary-data-dir";
import { withoutSettings } from "./without-settings";

export type StackSettings = {
  /** How much faster the sandbox's time runs. */
  timeScale?: number;
  workers?: number;
  /** The build folder; several stacks may use one. */
  build?: string;
  seed?: "demo" | "busy" | "none";
  /** Further settings, as in .env.example. */
  settings?: Record<string, string>;
};

export type RunningStack = {
  appUrl: string;
  sandboxUrl: string;
  databaseUrl: string;
  dataDir: string;
  /** The folder that Next serves from. */
  build: string;
  /** What it printed until it was ready. */
  output: string;
  /** The settings of web and worker. */
  env: Record<string, string>;
  /** Sends a signal to one process and returns its pid; throws if no process of that name runs. */
  kill(name: string, signalName?: NodeJS.Signals): number;
  /** Waits until a process of that name runs again, other than `oldPid`. */
  revived(name: string, oldPid: number): Promise<number>;
  stop(): Promise<void>;
};

export async function startStack(wanted: StackSettings = {}): Promise<RunningStack> {
  const folder = await temporaryDataDir();
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const given = {
    ...withoutSettings(process.env),
    DATA_DIR: folder,
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_TIME_SCALE: String(wanted.timeScale ?? 20),
    NEXT_DIST_DIR: wanted.build ?? ".next-test",
    ...wanted.settings,
  };
  const child = launch(given, wanted);
  let output: string;
  try {
    output = await waitUntilReady(child);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const { appUrl, sandboxUrl, dataDir, postgresPassword, env } = resolveSettings(given);
  const databaseUrl = wanted.settings?.DATABASE_URL ?? urlOfRunning(dataDir, postgresPassword);
  return {
    appUrl,
    sandboxUrl,
    databaseUrl,
    dataDir,
    build: readRunning(dataDir)?.build ?? "",
    env: { ...env, DATABASE_URL: databaseUrl },
    kill: (name, signalName = "SIGKILL") => {
      const pid = pidOf(dataDir, name);
      if (pid === undefined) throw new Error(`No process named ${name} is running`);
      signal(pid, signalName);
      return pid;
    },
    revived: (name, oldPid) => revived(dataDir, name, oldPid),
    output,
    stop: () => stop(child, folder),
  };
}

function launch(given: NodeJS.ProcessEnv, { workers = 1, seed = "demo" }: StackSettings): ChildProcess {
  const flags = ["--no-env-file", "--workers", String(workers), "--seed", seed, "--patience", "1000000"];
  const script = join("scripts", "start.ts");
  return spawn(process.execPath, ["--import", "tsx", script, ...flags], {
    // Ctrl-C in the terminal goes to the test runner, which stops the stack; so does closing the channel.
    detached: true,
    env: { ...given, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

async function waitUntilReady(child: ChildProcess): Promise<string> {
  let output = "";
  const ready = new Promise<void>((done) => {
    const listen = (chunk: Buffer) => {
      output += chunk;
      if (/^ready /m.test(output)) done();
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The stack did not start (exit code ${code}):\n${output}`);
  });
  await Promise.race([ready, ended]);
  ended.catch(() => {});
  return output;
}

function pidOf(dataDir: string, name: string): number | undefined {
  return readRunning(dataDir)?.children.find((child) => child.name === name && isAlive(child))?.pid;
}

async function revived(dataDir: string, name: string, oldPid: number): Promise<number> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const pid = pidOf(dataDir, name);
    if (pid !== undefined && pid !== oldPid) return pid;
    await pause(50);
  }
  throw new Error(`${name} was not restarted within a minute`);
}

async function stop(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.pid !== undefined && identify(child.pid)) {
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  }
  rmSync(dataDir, { recursive: true, force: true });
}
