import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { identify, isAlive, type ProcessIdentity, pause } from "./processes";

export type Holder = ProcessIdentity & { note: string };

/**
 * Takes the lock file, or answers who holds it. A lock whose holder died is taken over, so a kill -9 never
 * blocks the next start. `note` is for people: what the holder does.
 */
export function takeLock(file: string, note: string): Holder | undefined {
  const me = identify(process.pid);
  if (!me) throw new Error("This process cannot see itself");
  const mine = `${file}.${me.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(mine, JSON.stringify({ ...me, note }));
  try {
    for (;;) {
      if (linked(mine, file)) return undefined;
      const text = textOf(file);
      const holder = parsed(text);
      if (holder && isAlive(holder)) return holder;
      if (text !== undefined) clearAway(file, text, `${mine}.stale`);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

export function releaseLock(file: string): void {
  if (parsed(textOf(file))?.pid === process.pid) rmSync(file, { force: true });
}

/** Runs `work` alone among all processes that use the lock file; `onWait` gets the first holder that we wait for. */
export async function withLock<T>(
  file: string,
  note: string,
  work: () => Promise<T>,
  onWait?: (holder: Holder) => void,
): Promise<T> {
  let waiting = false;
  for (let holder = takeLock(file, note); holder; holder = takeLock(file, note)) {
    if (!waiting) onWait?.(holder);
    waiting = true;
    await pause(100);
  }
  try {
    return await work();
  } finally {
    releaseLock(file);
  }
}

/** A link is atomic, so nobody ever reads an unfinished lock file. */
function linked(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/** Removes the lock of a dead process. If another process took it meanwhile, its lock is put back. */
function clearAway(file: string, deadText: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (textOf(aside) !== deadText) linked(aside, file);
  rmSync(aside, { force: true });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** The process that has the lock, dead or alive. */
export function readHolder(file: string): Holder | undefined {
  return parsed(textOf(file));
}

function parsed(text: string | undefined): Holder | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Holder);
  } catch {
    return undefined;
  }
}
