import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process, told apart from a later one that got the same pid. */
export type Living = { pid: number; started: string };

export function identify(pid: number): Living | undefined {
  const started = process.platform === "linux" ? startedByProc(pid) : startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isAlive(one: Living): boolean {
  return identify(one.pid)?.started === one.started;
}

/** The command line of a living process, or an empty text. */
export function commandOf(pid: number): string {
  if (process.platform !== "linux")
    return spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

export const pause = (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds));

/** Asks, then after `patience` milliseconds insists, until the process is gone. */
export async function end(one: Living, first: NodeJS.Signals, patience: number, then: NodeJS.Signals) {
  if (!isAlive(one)) return;
  signal(one.pid, first);
  const deadline = Date.now() + patience;
  while (isAlive(one) && Date.now() < deadline) await pause(25);
  if (!isAlive(one)) return;
  signal(one.pid, then);
  while (isAlive(one)) await pause(25);
}

function startedByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold blanks; the fields after it do not.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function startedByPs(pid: number): string | undefined {
  return (
    spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() || undefined
  );
}
