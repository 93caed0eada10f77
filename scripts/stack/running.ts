import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, type ProcessIdentity } from "../processes";

export type RunningChild = ProcessIdentity & { name: string };
export type Running = {
  supervisor: ProcessIdentity;
  appUrl: string;
  ready: boolean;
  /** The folder that Next serves from. */
  build: string;
  children: RunningChild[];
};

const fileOf = (dataDir: string) => join(dataDir, "running.json");

/** What runs on a data folder, as its supervisor last wrote it. The supervisor may have died since. */
export function readRunning(dataDir: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(dataDir), "utf8")) as Running;
  } catch {
    return undefined;
  }
}

export function writeRunning(dataDir: string, running: Running): void {
  const file = fileOf(dataDir);
  writeFileSync(`${file}.new`, JSON.stringify(running, null, 2));
  renameSync(`${file}.new`, file);
}

export function clearRunning(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** Processes that outlived their supervisor, except Postgres, which the next start uses again. */
export function orphans(dataDir: string): RunningChild[] {
  const running = readRunning(dataDir);
  if (!running || isAlive(running.supervisor)) return [];
  return running.children.filter((child) => child.name !== "postgres" && isAlive(child));
}
