import { spawn } from "node:child_process";
import { openSync } from "node:fs";

type Options = { env?: NodeJS.ProcessEnv; log?: string };

const running = new Set<ReturnType<typeof spawn>>();

/** Runs a program to its end and returns its exit code. With `log`, its output goes to that file. */
export function run(
  program: string,
  args: string[],
  { env = process.env, log }: Options = {},
): Promise<number> {
  return new Promise((resolve) => {
    const output = log === undefined ? ("inherit" as const) : openSync(log, "w");
    const child = spawn(program, args, { env, stdio: ["ignore", output, output] });
    running.add(child);
    child.once("error", () => resolve(127));
    child.once("exit", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** Runs a package's program with this Node: no npx, no shell. */
export function runNode(file: string, args: string[], options: Options = {}): Promise<number> {
  return run(process.execPath, [file, ...args], options);
}

export function stopChildren(): void {
  for (const child of running) child.kill("SIGTERM");
}
