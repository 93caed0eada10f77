import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { Faults } from "./faults";
import { RequestLog } from "./requests";

/** How one area of the sandbox starts, is written to the snapshot, and is read back from it. */
export type Area<State> = {
  /** The seed. After a reset `before` is what there was: what an installed product relies on may be kept. */
  initial(before?: State): State;
  toJSON(state: State): unknown;
  fromJSON(json: unknown): State;
};

export type WorldOptions = {
  timeScale?: number;
  appUrl?: string;
  sandboxUrl?: string;
  stateFile?: string;
  now?: () => number;
};

type Held = { initial(): void; toJSON(): unknown; saved: string | undefined };

/**
 * Everything the sandbox knows. Each area registers its own state; what `changed()` marks is written to the
 * snapshot file, so that a killed and restarted sandbox still knows its servers, people, mails and sales.
 */
export class World {
  readonly timeScale: number;
  readonly appUrl: string;
  readonly faults = new Faults();
  readonly requests: RequestLog;
  /** Where browsers find the sandbox; also the OAuth issuer. Known once the server listens. */
  sandboxUrl: string;
  readonly now: () => number;
  readonly #areas = new Map<string, Held>();
  readonly #snapshot: Record<string, unknown>;
  readonly #stateFile: string | undefined;
  readonly #watchers = new Set<() => void>();
  readonly #onReset: (() => void)[] = [];
  #saveTimer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #saveTook = 0;

  constructor(options: WorldOptions = {}) {
    this.timeScale = options.timeScale ?? 1;
    this.appUrl = (options.appUrl ?? "http://localhost:3000").replace(/\/$/, "");
    this.sandboxUrl = options.sandboxUrl ?? "http://localhost:4000";
    this.now = options.now ?? Date.now;
    this.#stateFile = options.stateFile;
    this.#snapshot = this.#stateFile ? readSnapshot(this.#stateFile) : {};
    this.requests = new RequestLog(this.now, this.timeScale);
  }

  /** Registers an area and gives a function that returns its present state (a reset replaces the object). */
  area<State>(name: string, area: Area<State>): () => State {
    const kept = this.#snapshot[name];
    let state = kept === undefined ? area.initial() : area.fromJSON(kept);
    this.#areas.set(name, {
      initial: () => {
        state = area.initial(state);
      },
      toJSON: () => area.toJSON(state),
      saved: undefined,
    });
    return () => state;
  }

  /** A length of time as Discord or the payment provider would have it, in the sandbox's faster time. */
  scaled(milliseconds: number): number {
    return milliseconds / this.timeScale;
  }

  /** Marks an area (or all) for the snapshot and tells live pages. */
  changed(area?: string): void {
    for (const [name, held] of this.#areas) if (area === undefined || area === name) held.saved = undefined;
    for (const watcher of this.#watchers) watcher();
    if (!this.#stateFile || this.#saveTimer) return;
    // A big world takes long to write; waiting in proportion keeps the cost of saving under a tenth.
    const save = () =>
      this.save().catch((error: unknown) => console.error("The snapshot was not written:", error));
    this.#saveTimer = setTimeout(() => void save(), Math.max(50, this.#saveTook * 10));
    this.#saveTimer.unref();
  }

  /** Calls back after each change; gives the function that stops it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  onReset(callback: () => void): void {
    this.#onReset.push(callback);
  }

  reset(): void {
    for (const held of this.#areas.values()) held.initial();
    this.faults.clear();
    this.requests.clear();
    for (const callback of this.#onReset) callback();
    this.changed();
  }

  /** Writes the snapshot now, whole or not at all. */
  async save(): Promise<void> {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    const file = this.#stateFile;
    if (!file) return;
    const write = () => this.#write(file);
    // One at a time: a failed write must not keep the next from being tried.
    this.#saving = this.#saving.then(write, write);
    await this.#saving;
  }

  async #write(file: string): Promise<void> {
    const started = performance.now();
    const parts: string[] = [];
    for (const [name, held] of this.#areas) {
      held.saved ??= JSON.stringify(held.toJSON());
      parts.push(`${JSON.stringify(name)}:${held.saved}`);
    }
    this.#saveTook = performance.now() - started;
    // Named by its writer: two sandboxes on one file must not rename each other's half.
    const half = `${file}.${randomUUID()}.tmp`;
    await writeFile(half, `{${parts.join(",")}}`);
    await rename(half, file);
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
