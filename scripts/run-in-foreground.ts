import { spawn } from "node:child_process";
import { tie } from "./stack/supervised";

/** Runs a Node program as if it were this command: its output is ours, and signals reach it. */
export async function foreground(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  // Apart from the terminal's group, so that one Ctrl-C reaches it once.
  const child = spawn(process.execPath, ["--import", tie, ...args], {
    detached: true,
    env: { ...env, GATEHOUSE_SUPERVISOR: String(process.pid) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => child.kill("SIGTERM"));
  process.once("exit", () => child.kill("SIGKILL"));
  return new Promise((answer) => {
    child.once("error", (error) => {
      console.error(error.message);
      answer(1);
    });
    child.once("exit", (code, signalName) => answer(endedAsAsked(code, signalName) ? 0 : (code ?? 1)));
  });
}

/** `next start` answers a SIGTERM with 143. */
function endedAsAsked(code: number | null, signalName: NodeJS.Signals | null): boolean {
  return signalName === "SIGTERM" || code === 143;
}
