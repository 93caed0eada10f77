import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { freePort, isFree } from "../scripts/ports";
import { urlOfRunning } from "../scripts/postgres";
import { isAlive, type ProcessIdentity, pause } from "../scripts/processes";
import { readOrMakeSecrets } from "../scripts/secrets";
import { readRunning } from "../scripts/stack/running";
import { temporaryDataDir } from "../scripts/temporary-data-dir";
import { withoutSettings } from "./harness/without-settings";

// What people and the machine can do to `npm start`.
test.describe.configure({ mode: "serial" });
test.setTimeout(180_000);

type Place = { dataDir: string; port: number; sandboxPort: number };
type Started = { child: ChildProcess; output(): string; ended: Promise<number | null> };

let place: Place;

test.beforeAll(async () => {
  place = { dataDir: await temporaryDataDir(), port: await freePort(), sandboxPort: await freePort() };
});

test.afterAll(() => rmSync(place.dataDir, { recursive: true, force: true }));

function start(at: Place, settings: Record<string, string> = {}, flags: string[] = []): Started {
  const env = {
    ...withoutSettings(process.env),
    DATA_DIR: at.dataDir,
    PORT: String(at.port),
    SANDBOX_PORT: String(at.sandboxPort),
    NEXT_DIST_DIR: ".next-test",
    ...settings,
  };
  const args = ["scripts/run.mjs", "start", "--no-env-file", ...flags];
  const child = spawn(process.execPath, args, { detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  return { child, output: () => output, ended: once(child, "exit").then(([code]) => code as number | null) };
}

async function ready(started: Started): Promise<void> {
  await expect(() => {
    if (started.child.exitCode !== null) throw new Error(`The start ended:\n${started.output()}`);
    expect(started.output()).toMatch(/^ready /m);
  }).toPass({ timeout: 90_000, intervals: [100] });
}

async function stop(started: Started): Promise<void> {
  started.child.kill("SIGINT");
  expect(await started.ended).toBe(0);
}

const children = (at: Place) => readRunning(at.dataDir)?.children ?? [];

async function health(at: Place): Promise<number> {
  try {
    return (await fetch(`http://127.0.0.1:${at.port}/api/health`)).status;
  } catch {
    return 0;
  }
}

async function allGone(them: ProcessIdentity[], at: Place): Promise<void> {
  await expect(async () => {
    expect(them.filter(isAlive)).toEqual([]);
    expect(await isFree(at.port)).toBe(true);
    expect(await isFree(at.sandboxPort)).toBe(true);
  }).toPass({ timeout: 30_000 });
}

async function businesses(at: Place): Promise<string[]> {
  const sql = postgres(urlOfRunning(at.dataDir, readOrMakeSecrets(at.dataDir).postgresPassword), { max: 1 });
  const rows = await sql<{ slug: string }[]>`select slug from businesses order by slug`;
  await sql.end();
  return rows.map(({ slug }) => slug);
}

test("with incomplete Discord settings nothing starts, and the missing ones are named", async () => {
  const half = start(place, { DISCORD_CLIENT_ID: "123456789012345678", DISCORD_CLIENT_SECRET: "x" });
  expect(await half.ended).not.toBe(0);
  expect(half.output()).toContain("DISCORD_BOT_TOKEN is missing");
  expect(half.output()).toContain("DISCORD_PUBLIC_KEY is missing");
});

test("a port in use is named, with the setting that changes it", async () => {
  const squatter = createServer().listen(place.port, "127.0.0.1");
  await once(squatter, "listening");
  const refused = start(place);
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`Port ${place.port} is in use`);
  expect(refused.output()).toContain("PORT=");
  squatter.close();
});

test("Ctrl-C during a start leaves nothing running, and the next start works", async () => {
  for (const moment of [900, 1_500, 2_200, 3_000]) {
    const cut = start(place);
    await pause(moment);
    const then = children(place);
    cut.child.kill("SIGINT");
    await cut.ended;
    await allGone(then, place);
  }
  const whole = start(place);
  await ready(whole);
  expect(await businesses(place)).toEqual(["demo"]);
  const them = children(place);
  await stop(whole);
  await allGone(them, place);
});

test("a second start says that one is running, and with its own settings runs beside it", async () => {
  const first = start(place);
  await ready(first);
  const second = start(place);
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain("already runs");
  expect(second.output()).toContain(`http://localhost:${place.port}`);
  const other = { dataDir: await temporaryDataDir(), port: await freePort(), sandboxPort: await freePort() };
  const beside = start(other);
  await ready(beside);
  expect(await health(place)).toBe(200);
  expect(await health(other)).toBe(200);
  await Promise.all([stop(beside), stop(first)]);
  rmSync(other.dataDir, { recursive: true, force: true });
});

test("any process that is killed is restarted, and nothing is lost", async () => {
  const stack = start(place);
  await ready(stack);
  for (const name of ["postgres", "sandbox", "worker", "web"]) {
    const victim = children(place).find((child) => child.name === name);
    if (!victim) throw new Error(`No ${name} is running`);
    process.kill(victim.pid, "SIGKILL");
    await expect(() => {
      const successor = children(place).find((child) => child.name === name);
      expect(successor && successor.pid !== victim.pid && isAlive(successor)).toBe(true);
    }).toPass({ timeout: 30_000 });
    await expect(async () => expect(await health(place)).toBe(200)).toPass({ timeout: 30_000 });
  }
  expect(stack.output()).toContain("worker ended (SIGKILL); restarting it");
  expect(await businesses(place)).toEqual(["demo"]);
  await stop(stack);
});

test("when the supervisor is killed all other processes end, and a new start works at once", async () => {
  const killed = start(place);
  await ready(killed);
  const running = readRunning(place.dataDir);
  if (!running) throw new Error("Nothing is running");
  process.kill(running.supervisor.pid, "SIGKILL");
  const next = start(place);
  await ready(next);
  expect(running.children.filter(({ name }) => name !== "postgres").filter(isAlive)).toEqual([]);
  const them = readRunning(place.dataDir);
  if (!them) throw new Error("Nothing is running");
  process.kill(them.supervisor.pid, "SIGKILL");
  await allGone(them.children, place);
});

test("a process that keeps dying stops everything, with the reason", async () => {
  const stack = start(place, {}, ["--patience", "2"]);
  await ready(stack);
  const deadline = Date.now() + 60_000;
  while (stack.child.exitCode === null && Date.now() < deadline) {
    const worker = children(place).find(({ name }) => name === "worker");
    if (worker && isAlive(worker)) process.kill(worker.pid, "SIGKILL");
    await pause(200);
  }
  expect(await stack.ended).toBe(1);
  expect(stack.output()).toContain("2 times within a minute");
});
