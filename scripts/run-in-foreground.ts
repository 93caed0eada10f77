import { spawn } from "node:child_process";
import { exitWithSupervisor } from "./stack/supervised";

/** Runs a Node program as if it were this command: it shares our output and gets our signals. */
export async function runInForeground(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  // In its own process group, so that one Ctrl-C reaches it only once.
  const child = spawn(process.execPath, ["--import", exitWithSupervisor, ...args], {
    detached: true,
    env: { ...env, GATEHOUSE_SUPERVISOR: String(process.pid) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => child.kill("SIGTERM"));
  process.once("exit", () => child.kill("SIGKILL"));
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("exit", (code, signalName) => resolve(stoppedBySignal(code, signalName) ? 0 : (code ?? 1)));
  });
}

/** `next start` exits with 143 on SIGTERM. */
function stoppedBySignal(code: number | null, signalName: NodeJS.Signals | null): boolean {
  return signalName === "SIGTERM" || code === 143;
}
