import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Identifies a process, even when a later one gets the same pid. */
export type ProcessIdentity = { pid: number; started: string };

export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === "linux" ? startedByProc(pid) : startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** The command line of a running process, or an empty string. */
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

export const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Sends the first signal, then after `patience` milliseconds the second, and waits until the process is gone. */
export async function end(
  identity: ProcessIdentity,
  first: NodeJS.Signals,
  patience: number,
  then: NodeJS.Signals,
) {
  if (!isAlive(identity)) return;
  signal(identity.pid, first);
  const deadline = Date.now() + patience;
  while (isAlive(identity) && Date.now() < deadline) await pause(25);
  if (!isAlive(identity)) return;
  signal(identity.pid, then);
  while (isAlive(identity)) await pause(25);
}

function startedByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets can contain spaces; the fields after it cannot.
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
