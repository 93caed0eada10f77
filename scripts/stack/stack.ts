import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { migrateDatabase } from "../../db/migrate";
import { type Database, openDatabase } from "../database";
import { releaseLock, takeLock } from "../lock";
import { isFree } from "../ports";
import { end, identify } from "../processes";
import type { Settings } from "../settings";
import { devFolder, freshBuild, leaveFolder } from "./build";
import { clearDemo, isUnseeded, refuseForeignData, seed, seedingWasInterrupted } from "./demo-data";
import { clearRunning, orphans, writeRunning } from "./running";
import { Supervised, tsx, webProgram } from "./supervised";
import { waitUntilHealthy } from "./wait-until-healthy";
import { watchPostgres } from "./watch-postgres";

export type StackOptions = {
  dev: boolean;
  /** Start from an empty demo. */
  fresh: boolean;
  seed: "demo" | "busy" | "none";
  workers: number;
  /** How often one process may die within a minute before everything stops. */
  patience: number;
};

/** Refuses to start with a message for people, printed without a stack trace. */
export class StartRefused extends Error {}

/** Everything that `npm start` runs, started and stopped in order. */
export class Stack {
  private readonly stopped = new AbortController();
  private readonly logsDir: string;
  private database: Database | undefined;
  private sandbox: Supervised | undefined;
  private children: Supervised[] = [];
  private stopWatching = () => {};
  private ready = false;
  private build = "";
  private holdsLock = false;

  constructor(
    private readonly settings: Settings,
    private readonly options: StackOptions,
    private readonly onGiveUp: (message: string) => void,
  ) {
    this.logsDir = join(settings.dataDir, "logs");
    mkdirSync(this.logsDir, { recursive: true });
  }

  /** Rejects with `StartRefused` if a person must fix something, and with an abort if `down` was called. */
  async up(): Promise<void> {
    if (this.options.seed === "busy" && this.settings.mode === "trial")
      throw new StartRefused("--seed busy fills a sandbox's Discord, and yours is real: leave it out");
    await this.lockDataDir();
    await this.requirePorts();
    const folder = await this.prepareBuild();
    await this.openDatabase();
    // Another program may have taken a port during the build.
    await this.requirePorts();
    await this.startSandbox();
    await this.seed();
    this.startChildren(folder);
    await this.waitForDashboard();
    this.ready = true;
    this.noteRunning();
  }

  async down(): Promise<void> {
    this.stopped.abort();
    this.stopWatching();
    await Promise.all(this.children.map((child) => child.stop(20_000)));
    await this.sandbox?.stop(20_000);
    await this.database?.release();
    leaveFolder();
    if (this.holdsLock) clearRunning(this.settings.dataDir);
    releaseLock(this.lockFile);
  }

  /** For the second Ctrl-C. Postgres gets a signal too, but nobody waits for it. */
  kill(): void {
    for (const child of [...this.children, ...(this.sandbox ? [this.sandbox] : [])]) child.kill();
    this.database?.kill();
  }

  private get lockFile(): string {
    return join(this.settings.dataDir, "start.lock");
  }

  /** Allows one supervisor per data folder. Processes that a killed one left behind are ended first. */
  private async lockDataDir(): Promise<void> {
    const { dataDir, appUrl } = this.settings;
    const holder = takeLock(this.lockFile, appUrl);
    if (holder)
      throw new StartRefused(
        `Gatehouse already runs here (pid ${holder.pid}, ${holder.note}). Stop it first, or start a second one:\n` +
          "  PORT=3001 SANDBOX_PORT=4001 DATA_DIR=.data-2 npm start",
      );
    this.holdsLock = true;
    const left = orphans(dataDir);
    if (left.length > 0) console.log("Ending processes that an earlier start left behind");
    await Promise.all(left.map((child) => end(child, "SIGTERM", 5_000, "SIGKILL")));
    this.throwIfStopped();
  }

  private async requirePorts(): Promise<void> {
    const wanted = {
      PORT: this.settings.port,
      ...(this.usesSandbox && { SANDBOX_PORT: this.settings.sandboxPort }),
    };
    for (const [setting, port] of Object.entries(wanted)) {
      if (await isFree(port)) continue;
      throw new StartRefused(
        `Port ${port} is in use by another program. Free it, or choose another port: ${setting}=${port + 1} npm start`,
      );
    }
  }

  private async prepareBuild(): Promise<string> {
    const base = this.settings.env.NEXT_DIST_DIR ?? (this.options.dev ? ".next-dev" : ".next");
    if (this.options.dev) return devFolder(base);
    const { env } = this.settings;
    const logFile = join(this.logsDir, "build.log");
    return freshBuild({ base, env, logFile, stop: this.stopped.signal });
  }

  private async openDatabase(): Promise<void> {
    const { settings } = this;
    this.database = await openDatabase(settings);
    this.throwIfStopped();
    // An interrupted seeding starts over from nothing.
    const interrupted = this.usesSandbox && this.database.embedded && seedingWasInterrupted(settings.dataDir);
    if (this.options.fresh || interrupted) await this.clearDemo();
    await migrateDatabase(this.database.ownerUrl, this.database.url);
    if (settings.mode === "trial" && !this.database.embedded) await refuseForeignData(this.database.url);
    this.throwIfStopped();
    if (this.database.embedded)
      this.stopWatching = watchPostgres(this.database, {
        patience: this.options.patience,
        onRevived: () => this.noteRunning(),
        onGiveUp: this.onGiveUp,
      });
  }

  private async clearDemo(): Promise<void> {
    if (!this.usesSandbox || !this.database?.embedded)
      throw new StartRefused(
        "--fresh only empties a demo or trial with an embedded database, and this is not one",
      );
    await clearDemo(this.database.ownerUrl, this.settings.dataDir, this.sandboxStateFile);
  }

  private async startSandbox(): Promise<void> {
    if (!this.usesSandbox) return;
    const args = tsx("sandbox/server.ts");
    this.sandbox = this.supervise("sandbox", args, {
      SANDBOX_HOST: this.settings.host,
      SANDBOX_PORT: String(this.settings.sandboxPort),
      SANDBOX_STATE_FILE: this.sandboxStateFile,
    });
    await this.waitFor("The sandbox", `${this.settings.sandboxUrl}/control/requests`, 60_000);
  }

  private async seed(): Promise<void> {
    const { database, options } = this;
    if (!this.usesSandbox || !database || options.seed === "none") return;
    const { dataDir } = this.settings;
    if (!(await isUnseeded(database.url))) {
      if (options.seed === "busy")
        console.log("The demo already has data and keeps it; `npm start -- --fresh --seed busy` starts over");
      return;
    }
    console.log(options.seed === "busy" ? "Seeding the busy demo" : "Seeding the demo");
    await seed(dataDir, options.seed === "busy", this.envFor("seed"), this.stopped.signal);
    this.throwIfStopped();
  }

  private startChildren(folder: string): void {
    this.build = folder;
    const { port, host } = this.settings;
    for (let number = 1; number <= this.options.workers; number++) {
      const name = this.options.workers === 1 ? "worker" : `worker-${number}`;
      this.children.push(this.supervise(name, tsx("lib/jobs/worker.ts")));
    }
    const env = {
      NEXT_DIST_DIR: folder,
      GATEHOUSE_EMBEDDED_POSTGRES: this.database?.embedded ? this.settings.dataDir : "",
    };
    this.children.push(this.supervise("web", webProgram({ host, port, dev: this.options.dev }), env));
  }

  private supervise(name: string, args: string[], env: Record<string, string> = {}): Supervised {
    const program = { name, args, env: { ...this.envFor(name), ...env } };
    return new Supervised(program, {
      logsDir: this.logsDir,
      verbose: this.options.dev && name === "web",
      patience: this.options.patience,
      onChange: () => this.noteRunning(),
      onGiveUp: this.onGiveUp,
    });
  }

  private envFor(name: string): NodeJS.ProcessEnv {
    const { env } = this.settings;
    const mode = this.options.dev && name === "web" ? "development" : "production";
    return { ...env, DATABASE_URL: this.database?.url ?? "", NODE_ENV: mode };
  }

  private async waitForDashboard(): Promise<void> {
    const { host, port } = this.settings;
    const address = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
    await this.waitFor("The dashboard", `http://${address}:${port}/api/health`, 120_000);
  }

  private async waitFor(what: string, url: string, patience: number): Promise<void> {
    const failure = await waitUntilHealthy(url, patience, this.stopped.signal);
    if (failure)
      throw new StartRefused(
        `${what} is not healthy at ${url} (${failure}). Its logs are in ${this.logsDir}`,
      );
  }

  private noteRunning(): void {
    const supervisor = identify(process.pid);
    if (!supervisor || !this.holdsLock) return;
    const alive = [...this.children, ...(this.sandbox ? [this.sandbox] : [])].flatMap(({ name, identity }) =>
      identity ? [{ name, ...identity }] : [],
    );
    const postgres = this.database?.server();
    const children = postgres ? [...alive, { name: "postgres", ...postgres }] : alive;
    writeRunning(this.settings.dataDir, {
      supervisor,
      appUrl: this.settings.appUrl,
      ready: this.ready,
      build: this.build,
      children,
    });
  }

  private throwIfStopped(): void {
    this.stopped.signal.throwIfAborted();
  }

  private get usesSandbox(): boolean {
    return this.settings.mode !== "real";
  }

  private get sandboxStateFile(): string {
    return join(this.settings.dataDir, "sandbox.json");
  }
}
