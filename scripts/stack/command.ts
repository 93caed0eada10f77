import { parseArgs } from "node:util";
import { settings as readSettings, type Settings } from "../settings";
import { Stack, type StackOptions, StartRefused } from "./stack";

const help = (name: string) => `npm ${name === "start" ? "start" : `run ${name}`} [-- options]
  --fresh           empty the demo first
  --seed busy       a demo with a connected server, entitlements and 500 customers (default: demo; none = nothing)
  --workers N       worker processes (default 1)
  --patience N      deaths of one process within a minute that end everything (default 5)
  --no-env-file     do not read .env (tests run beside your own settings)
Settings come from the environment or .env; .env.example explains each.`;

/** `npm start` and `npm run dev`: up, then wait for Ctrl-C or for something that cannot be mended. */
export async function runStack(name: "start" | "dev", args: string[]): Promise<void> {
  const { envFile, ...options } = optionsOf(name, args);
  const settings = readSettings(envFile);
  let leaving: Promise<void> | undefined;
  const leave = (code: number, words: string) => {
    leaving ??= stop(stack, code, words);
    return leaving;
  };
  const stack = new Stack(settings, options, (message) => {
    console.error(message);
    void leave(1, "Stopping, since it cannot go on");
  });
  listenForSignals(stack, (words) => void leave(0, words));
  try {
    await stack.up();
    console.log(readyLine(settings));
  } catch (error) {
    if (leaving) return leaving;
    const expected = error instanceof StartRefused || (error instanceof Error && error.constructor === Error);
    console.error(expected ? (error as Error).message : error);
    await leave(1, "");
  }
}

function readyLine({ mode, appUrl, sandboxUrl }: Settings): string {
  return mode === "demo" ? `ready  dashboard ${appUrl}  sandbox ${sandboxUrl}` : `ready  dashboard ${appUrl}`;
}

async function stop(stack: Stack, code: number, words: string): Promise<void> {
  if (words) console.log(words);
  try {
    await stack.down();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  process.exit(code);
}

/**
 * One Ctrl-C may arrive several times (from the terminal, from npm, from our own bootstrap), so only one that
 * comes a while after the first is a second one.
 */
function listenForSignals(stack: Stack, leave: (words: string) => void): void {
  let first: number | undefined;
  const heard = () => {
    if (first !== undefined && Date.now() - first < 1_000) return;
    if (first !== undefined) {
      console.log("Stopping at once");
      stack.kill();
      process.exit(130);
    }
    first = Date.now();
    leave("Stopping (Ctrl-C again to stop at once)");
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, heard);
  // Our bootstrap was killed: nobody can reach us with a signal any more.
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
    return wrong(name, `--seed ${seed}: demo, busy or none`);
  const [workers, patience] = [Number(values.workers ?? 1), Number(values.patience ?? 5)];
  if (!Number.isInteger(workers) || workers < 0 || workers > 64)
    return wrong(name, "--workers: a number up to 64");
  if (!Number.isInteger(patience) || patience < 1) return wrong(name, "--patience: a whole number from 1");
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

function wrong(name: string, words: string): never {
  console.error(`${words}\n\n${help(name)}`);
  process.exit(64);
}
