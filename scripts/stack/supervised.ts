import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { identify, type ProcessIdentity, pause, signal } from "../processes";
import { ChildLog } from "./child-log";

export type Program = {
  name: string;
  /** Arguments of this Node: flags, script, its arguments. */
  args: string[];
  env: NodeJS.ProcessEnv;
};

export type Watch = {
  logsDir: string;
  verbose: boolean;
  /** After this many deaths within a minute the whole stack gives up. */
  patience: number;
  onChange(): void;
  onGiveUp(message: string): void;
};

/** Preloaded into every child, so that it exits when we are killed. */
export const exitWithSupervisor = fileURLToPath(new URL("./exit-with-supervisor.mjs", import.meta.url));
const minute = 60_000;
/** The exit code for wrong settings, which a restart would not fix. */
const wrongSettings = 78;

/** One child process, restarted when it dies, until it dies too often or is stopped. */
export class Supervised {
  private child: ChildProcess | undefined;
  private deaths: number[] = [];
  private stopping = false;
  private readonly log: ChildLog;
  identity: ProcessIdentity | undefined;

  constructor(
    private readonly program: Program,
    private readonly watch: Watch,
  ) {
    this.log = new ChildLog(watch.logsDir, program.name, watch.verbose);
    this.launch();
  }

  get name(): string {
    return this.program.name;
  }

  get logFile(): string {
    return this.log.file;
  }

  tail(lines: number): string {
    return this.log.tail(lines);
  }

  /** SIGTERM, `patience` milliseconds for unfinished work, then SIGKILL. */
  async stop(patience: number): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => child.once("exit", () => done()));
    child.kill("SIGTERM");
    const late = setTimeout(() => {
      console.log(`${this.name} did not stop within ${patience / 1000} s and is killed`);
      this.kill();
    }, patience);
    await gone;
    clearTimeout(late);
  }

  /** The child has its own process group, so this ends its children too. */
  kill(): void {
    this.stopping = true;
    killGroup(this.child?.pid);
  }

  private launch(): void {
    // Detached, so that Ctrl-C in the terminal reaches only the supervisor, which stops everything in order.
    const child = spawn(process.execPath, ["--import", exitWithSupervisor, ...this.program.args], {
      detached: true,
      env: { ...this.program.env, GATEHOUSE_SUPERVISOR: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.child = child;
    this.identity = child.pid === undefined ? undefined : identify(child.pid);
    if (child.stdout) this.log.follow(child.stdout, false);
    if (child.stderr) this.log.follow(child.stderr, true);
    child.once("error", (error) => console.log(`${this.name}: ${error.message}`));
    child.once("exit", (code, signalName) => {
      // A process that the child had started could keep the port.
      killGroup(child.pid);
      void this.ended(code, signalName);
    });
    this.watch.onChange();
  }

  private async ended(code: number | null, signalName: NodeJS.Signals | null): Promise<void> {
    this.identity = undefined;
    if (this.stopping) return;
    this.watch.onChange();
    const now = Date.now();
    this.deaths = [...this.deaths.filter((at) => now - at < minute), now];
    const reason = signalName ?? `exit code ${code}`;
    if (code === wrongSettings || this.deaths.length >= this.watch.patience) {
      const often = code === wrongSettings ? "" : `, ${this.deaths.length} times within a minute`;
      const end = this.tail(15);
      this.watch.onGiveUp(`${this.name} ended (${reason})${often}. The end of ${this.log.file}:\n${end}`);
      return;
    }
    const wait = Math.min(250 * 2 ** (this.deaths.length - 1), 5_000);
    console.log(`${this.name} ended (${reason}); restarting it`);
    await pause(wait);
    if (!this.stopping) this.launch();
  }
}

function killGroup(leader: number | undefined): void {
  if (leader !== undefined) signal(-leader, "SIGKILL");
}

export const tsx = (script: string, ...args: string[]) => ["--import", "tsx", script, ...args];

export const nextProgram = (...args: string[]) => [
  join("node_modules", "next", "dist", "bin", "next"),
  ...args,
];

/** Serves the pages and the API from a build, or from the sources. */
export const webProgram = ({ host, port, dev = false }: { host: string; port: number; dev?: boolean }) => [
  join("scripts", "serve", "entry.mjs"),
  ...["--port", String(port), "--hostname", host],
  ...(dev ? ["--dev"] : []),
];
