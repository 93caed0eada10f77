import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../scripts/ports";

const next = join("node_modules", "next", "dist", "bin", "next");
const source = new URL("bare/", import.meta.url).pathname;

export type BareServer = { url: string; stop(): Promise<void> };

/** A Next of its own with nothing but two bare route handlers, built and run as the product is. */
export async function startBareServer(databaseUrl: string): Promise<BareServer> {
  // Inside the project, so that it finds the same packages.
  const folder = mkdtempSync(".data-bench-");
  cpSync(source, folder, { recursive: true });
  writeFileSync(
    join(folder, "next.config.mjs"),
    "export default { typescript: { ignoreBuildErrors: true } };\n",
  );
  const env = { ...process.env, NODE_ENV: "production" as const, DATABASE_URL: databaseUrl };
  const gone = () => rmSync(folder, { recursive: true, force: true });
  const building = spawn(process.execPath, [next, "build", folder], { env, stdio: "ignore" });
  const [code] = await once(building, "exit");
  if (code !== 0) {
    gone();
    throw new Error(`The bare server was not built (exit code ${code})`);
  }
  const port = await freePort();
  const child = spawn(process.execPath, [next, "start", folder, "-p", String(port), "-H", "127.0.0.1"], {
    env,
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(url);
  return { url, stop: () => stop(child).then(gone) };
}

async function untilAnswers(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The bare server did not answer");
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
