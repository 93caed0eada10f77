import { parseArgs } from "node:util";
import { settings as readSettings, type Settings } from "../settings";
import { describeTrial } from "./describe-trial";
import { Stack, type StackOptions, StartRefused } from "./stack";

const help = (name: string) => `npm ${name === "start" ? "start" : `run ${name}`} [-- options]
  --fresh           start from an empty demo
  --seed busy       a demo with a connected server, entitlements and 500 customers (default: demo; none = nothing)
  --workers N       worker processes (default 1)
  --patience N      stop everything when one process dies N times within a minute (default 5)
  --no-env-file     do not read .env (tests use this)
Settings come from the environment or .env; .env.example explains each.`;

/** `npm start` and `npm run dev`: starts everything, then waits for Ctrl-C or for a failure it can't recover from. */
export async function runStack(name: "start" | "dev", args: string[]): Promise<void> {
  const { envFile, ...options } = optionsOf(name, args);
  const settings = readSettings(envFile);
  let leaving: Promise<void> | undefined;
  const leave = (code: number, message: string) => {
    leaving ??= stop(stack, code, message);
    return leaving;
  };
  const stack = new Stack(settings, options, (message) => {
    console.error(message);
    void leave(1, "Stopping, because of this failure");
  });
  listenForSignals(stack, (message) => void leave(0, message));
  try {
    await stack.up();
    if (settings.mode === "trial") console.log(describeTrial(settings));
    console.log(readyLine(settings));
  } catch (error) {
    if (leaving) return leaving;
    const expected = error instanceof StartRefused || (error instanceof Error && error.constructor === Error);
    console.error(expected ? (error as Error).message : error);
    await leave(1, "");
  }
}

function readyLine({ mode, appUrl, sandboxUrl }: Settings): string {
  return mode === "real" ? `ready  dashboard ${appUrl}` : `ready  dashboard ${appUrl}  sandbox ${sandboxUrl}`;
}

async function stop(stack: Stack, code: number, message: string): Promise<void> {
  if (message) console.log(message);
  try {
    await stack.down();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  process.exit(code);
}

/**
 * One Ctrl-C may arrive several times (from the terminal, from npm, from run.mjs), so only one that comes at least
 * a second after the first counts as another.
 */
function listenForSignals(stack: Stack, leave: (message: string) => void): void {
  let first: number | undefined;
  const onSignal = () => {
    if (first !== undefined && Date.now() - first < 1_000) return;
    if (first !== undefined) {
      console.log("Stopping immediately");
      stack.kill();
      process.exit(130);
    }
    first = Date.now();
    leave("Stopping (Ctrl-C again to stop immediately)");
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  // run.mjs was killed, so no signal can reach us any more.
  process.once("disconnect", () => leave("Stopping"));
  process.channel?.unref();
}

function optionsOf(name: "start" | "dev", args: string[]): StackOptions & { envFile: boolean } {
  const { values } = parsed(name, args);
  if (values.help) {
    console.log(help(name));
    process.exit(0);
  }
  const seed = values.seed ?? "demo";
  if (seed !== "demo" && seed !== "busy" && seed !== "none")
    return wrong(name, `--seed ${seed}: must be demo, busy or none`);
  const [workers, patience] = [Number(values.workers ?? 1), Number(values.patience ?? 5)];
  if (!Number.isInteger(workers) || workers < 0 || workers > 64)
    return wrong(name, "--workers: must be a number up to 64");
  if (!Number.isInteger(patience) || patience < 1)
    return wrong(name, "--patience: must be a whole number from 1");
  const envFile = !values["no-env-file"];
  return { dev: name === "dev", fresh: values.fresh ?? false, seed, workers, patience, envFile };
}

function parsed(name: "start" | "dev", args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        fresh: { type: "boolean" },
        seed: { type: "string" },
        workers: { type: "string" },
        patience: { type: "string" },
        "no-env-file": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return wrong(name, error instanceof Error ? error.message : String(error));
  }
}

function wrong(name: string, message: string): never {
  console.error(`${message}\n\n${help(name)}`);
  process.exit(64);
}
