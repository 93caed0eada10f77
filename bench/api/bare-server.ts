import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../scripts/ports";

const next = join("node_modules", "next", "dist", "bin", "next");
const source = new URL("bare/", import.meta.url).pathname;

export type BareServer = { url: string; stop(): Promise<void> };

/** A separate Next with only two bare route handlers, built and run like the product. */
export async function startBareServer(databaseUrl: string): Promise<BareServer> {
  // Inside the project, so that it uses the same packages.
  const folder = mkdtempSync(".data-bench-");
  const env = { ...process.env, NODE_ENV: "production" as const, DATABASE_URL: databaseUrl };
  let child: ChildProcess | undefined;
  const stop = async () => {
    if (child) await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    cpSync(source, folder, { recursive: true });
    writeFileSync(
      join(folder, "next.config.mjs"),
      "export default { typescript: { ignoreBuildErrors: true } };\n",
    );
    const [code] = await once(run(["build", folder], env), "exit");
    if (code !== 0) throw new Error(`Building the bare server failed (exit code ${code})`);
    const port = await freePort();
    child = run(["start", folder, "-p", String(port), "-H", "127.0.0.1"], env);
    const url = `http://127.0.0.1:${port}`;
    await untilAnswers(url);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function run(args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [next, ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
}

async function untilAnswers(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The bare server did not answer");
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}
