import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { Faults } from "./faults";
import { RequestLog } from "./requests";

/** How one area of the sandbox starts, is written to the snapshot, and is read from it. */
export type Area<State> = {
  /** The seed. After a reset, `before` is the old state; what a running product relies on may be carried over. */
  initial(before?: State): State;
  toJSON(state: State): unknown;
  fromJSON(json: unknown): State;
};

export type WorldOptions = {
  /** Without it the sandbox stands in for mail and payments alone, beside a real Discord. */
  discord?: boolean;
  timeScale?: number;
  appUrl?: string;
  sandboxUrl?: string;
  stateFile?: string;
  now?: () => number;
};

type RegisteredArea = { initial(): void; toJSON(): unknown; saved: string | undefined };

/**
 * The state of the sandbox. Each area registers its own part; `changed()` saves it to the snapshot file, so that
 * a sandbox that was killed and restarted still has its servers, people, mails and sales.
 */
export class World {
  readonly hasDiscord: boolean;
  readonly timeScale: number;
  readonly appUrl: string;
  readonly faults = new Faults();
  readonly requests: RequestLog;
  /** The sandbox's address for browsers, and the OAuth issuer. Known once the server listens. */
  sandboxUrl: string;
  readonly now: () => number;
  readonly #areas = new Map<string, RegisteredArea>();
  readonly #snapshot: Record<string, unknown>;
  readonly #stateFile: string | undefined;
  readonly #watchers = new Set<() => void>();
  readonly #onReset: (() => void)[] = [];
  #saveTimer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #saveTook = 0;

  constructor(options: WorldOptions = {}) {
    this.hasDiscord = options.discord ?? true;
    this.timeScale = options.timeScale ?? 1;
    this.appUrl = (options.appUrl ?? "http://localhost:3000").replace(/\/$/, "");
    this.sandboxUrl = options.sandboxUrl ?? "http://localhost:4000";
    this.now = options.now ?? Date.now;
    this.#stateFile = options.stateFile;
    this.#snapshot = this.#stateFile ? readSnapshot(this.#stateFile) : {};
    this.requests = new RequestLog(this.now, this.timeScale);
  }

  /** Registers an area and returns a function that reads its current state; a reset replaces the object. */
  area<State>(name: string, area: Area<State>): () => State {
    const saved = this.#snapshot[name];
    let state = saved === undefined ? area.initial() : area.fromJSON(saved);
    this.#areas.set(name, {
      initial: () => {
        state = area.initial(state);
      },
      toJSON: () => area.toJSON(state),
      saved: undefined,
    });
    return () => state;
  }

  /** Converts a real provider's length of time to the sandbox's faster time. */
  scaled(milliseconds: number): number {
    return milliseconds / this.timeScale;
  }

  /** Marks an area (or all) to be saved, and notifies live pages. */
  changed(area?: string): void {
    for (const [name, changed] of this.#areas)
      if (area === undefined || area === name) changed.saved = undefined;
    for (const watcher of this.#watchers) watcher();
    if (!this.#stateFile || this.#saveTimer) return;
    // Big states take long to write. Waiting ten times as long keeps the cost of saving under a tenth.
    const save = () =>
      this.save().catch((error: unknown) => console.error("Saving the snapshot failed:", error));
    this.#saveTimer = setTimeout(() => void save(), Math.max(50, this.#saveTook * 10));
    this.#saveTimer.unref();
  }

  /** Calls back after each change; returns a function that stops it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  onReset(callback: () => void): void {
    this.#onReset.push(callback);
  }

  reset(): void {
    for (const area of this.#areas.values()) area.initial();
    this.faults.clear();
    this.requests.clear();
    for (const callback of this.#onReset) callback();
    this.changed();
  }

  /** Writes the snapshot now, completely or not at all. */
  async save(): Promise<void> {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    const file = this.#stateFile;
    if (!file) return;
    const write = () => this.#write(file);
    // One at a time. A failed write must not stop the next one.
    this.#saving = this.#saving.then(write, write);
    await this.#saving;
  }

  async #write(file: string): Promise<void> {
    const started = performance.now();
    const parts: string[] = [];
    for (const [name, area] of this.#areas) {
      area.saved ??= JSON.stringify(area.toJSON());
      parts.push(`${JSON.stringify(name)}:${area.saved}`);
    }
    this.#saveTook = performance.now() - started;
    // A unique name: two sandboxes with one state file must not rename each other's unfinished file.
    const unfinished = `${file}.${randomUUID()}.tmp`;
    await writeFile(unfinished, `{${parts.join(",")}}`);
    await rename(unfinished, file);
  }
}

function readSnapshot(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return {};
  }
  const json: unknown = JSON.parse(text);
  return typeof json === "object" && json !== null ? { ...json } : {};
}
