import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

const maxBytes = 10_000_000;
const warning = 40;

/** Writes a child's whole output to a log file (and one older file), and prints what needs attention. */
export class ChildLog {
  readonly file: string;
  private bytes: number;
  private readonly shown = new Map<string, number>();

  constructor(
    logsDir: string,
    private readonly name: string,
    private readonly verbose: boolean,
  ) {
    mkdirSync(logsDir, { recursive: true });
    this.file = join(logsDir, `${name}.log`);
    this.bytes = existsSync(this.file) ? statSync(this.file).size : 0;
  }

  follow(stream: Readable, isError: boolean): void {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.take(stripVTControlCharacters(line), isError);
    });
    stream.on("end", () => rest && this.take(stripVTControlCharacters(rest), isError));
    stream.on("error", () => {});
  }

  tail(lines: number): string {
    if (!existsSync(this.file)) return "";
    return readFileSync(this.file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  }

  private take(line: string, isError: boolean): void {
    appendFileSync(this.file, `${line}\n`);
    this.bytes += line.length + 1;
    if (this.bytes > maxBytes) {
      renameSync(this.file, `${this.file}.1`);
      this.bytes = 0;
    }
    const message = this.messageOf(line, isError);
    if (message) this.show(message.split("\n")[0]?.slice(0, 300) ?? "");
  }

  /** Repeats the same message at most every half minute. */
  private show(message: string): void {
    const now = Date.now();
    const last = this.shown.get(message);
    if (!this.verbose && last !== undefined && now - last < 30_000) return;
    if (this.shown.size > 100) this.shown.clear();
    this.shown.set(message, now);
    console.log(`${this.name}: ${message}`);
  }

  /** Warnings and errors among JSON lines; anything on stderr among others. */
  private messageOf(line: string, isError: boolean): string | undefined {
    if (!line.startsWith("{")) return (isError || this.verbose) && line.trim() ? line : undefined;
    try {
      const entry = JSON.parse(line) as { level?: number; msg?: string; error?: { message?: string } };
      if ((entry.level ?? 0) < warning) return undefined;
      return [entry.msg, entry.error?.message].filter(Boolean).join(": ") || line;
    } catch {
      return isError ? line : undefined;
    }
  }
}
