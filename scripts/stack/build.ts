import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readHolder, withLock } from "../lock";
import { identify, isAlive, signal as sendSignal } from "../processes";
import { nextProgram } from "./supervised";

const usersDir = ".next-users";
const sources = ["app", "components", "db", "emails", "lib", "public"];
const single = [
  "instrumentation.ts",
  "proxy.ts",
  "next.config.ts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.next.json",
];

type BuildOptions = { base: string; env: Record<string, string>; logFile: string; stop: AbortSignal };

/**
 * Returns a build folder that matches the sources, built now if needed, and marks it as used by this process. A
 * folder that a running start uses is never overwritten; the build goes to the next one (`.next-2`, …).
 */
export async function freshBuild(options: BuildOptions): Promise<string> {
  mkdirSync(usersDir, { recursive: true });
  return withLock(
    join(usersDir, "build.lock"),
    "building",
    async () => {
      const wanted = hashOfSources();
      const folders = [
        options.base,
        ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${options.base}-${number}`),
      ];
      const fresh = folders.find((folder) => stampOf(folder) === wanted);
      const folder = fresh ?? folders.find((one) => !isUsed(one));
      if (!folder) throw new Error(`Every build folder is in use by a running start (see ${usersDir})`);
      if (!fresh) await build(folder, wanted, options);
      useFolder(folder);
      return folder;
    },
    (holder) => console.log(`Waiting for another start (pid ${holder.pid}) to finish building`),
  );
}

/** `next dev` needs its own build folder too, and refuses to share it. */
export async function devFolder(base: string): Promise<string> {
  mkdirSync(usersDir, { recursive: true });
  return withLock(join(usersDir, "build.lock"), "choosing a folder", async () => {
    let folder = base;
    for (let number = 2; isUsed(folder); number++) folder = `${base}-${number}`;
    useFolder(folder);
    return folder;
  });
}

export function leaveFolder(): void {
  if (!existsSync(usersDir)) return;
  for (const name of readdirSync(usersDir)) {
    if (name.startsWith(`${process.pid}.`)) rmSync(join(usersDir, name), { force: true });
  }
}

function useFolder(folder: string): void {
  writeFileSync(join(usersDir, `${process.pid}.${folder}`), JSON.stringify(identify(process.pid)));
}

function isUsed(folder: string): boolean {
  return readdirSync(usersDir).some((name) => {
    if (name.slice(name.indexOf(".") + 1) !== folder) return false;
    const holder = readHolder(join(usersDir, name));
    if (holder && isAlive(holder)) return true;
    rmSync(join(usersDir, name), { force: true });
    return false;
  });
}

/** The stamp is removed first and written last, so an interrupted build is never taken for a complete one. */
async function build(folder: string, hash: string, { env, logFile, stop }: BuildOptions): Promise<void> {
  console.log("Building the dashboard (after each change of the code, takes about a minute)");
  rmSync(join(folder, "gatehouse.json"), { force: true });
  const log = openSync(logFile, "w");
  const child = spawn(process.execPath, nextProgram("build"), {
    detached: true,
    env: { ...env, NODE_ENV: "production", NEXT_DIST_DIR: folder },
    stdio: ["ignore", log, log],
  });
  const killGroup = () => child.pid !== undefined && sendSignal(-child.pid, "SIGKILL");
  stop.addEventListener("abort", killGroup);
  process.once("exit", killGroup);
  const code = await new Promise<number>((done) => child.once("exit", (status) => done(status ?? 1)));
  stop.removeEventListener("abort", killGroup);
  process.off("exit", killGroup);
  stop.throwIfAborted();
  if (code !== 0)
    throw new Error(`The build failed. From ${logFile}:\n${readFileSync(logFile, "utf8").trim()}`);
  writeFileSync(join(folder, "gatehouse.json"), JSON.stringify({ hash }));
}

function stampOf(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, "gatehouse.json"), "utf8")) as { hash: string }).hash;
  } catch {
    return undefined;
  }
}

/** Whether a change of this file makes a build outdated. */
export function isBuilt(path: string): boolean {
  return single.includes(path) || sources.some((folder) => path.startsWith(`${folder}/`));
}

function hashOfSources(): string {
  const hash = createHash("sha256").update(process.version.split(".")[0] ?? "");
  for (const file of [...single, ...sources.flatMap(filesBelow)]) {
    if (!existsSync(file) || /\.i?test\.tsx?$/.test(file)) continue;
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
