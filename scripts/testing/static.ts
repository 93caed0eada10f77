import { rmSync } from "node:fs";
import { runNode } from "./child";
import type { Tally } from "./tally";

/** Biome: lint rules, formatting, import order. */
export async function lint(): Promise<Tally> {
  const code = await runNode("node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]);
  return told("lint", code);
}

/** Route types first: pages name them. They get a folder of their own, apart from any build. */
export async function types(): Promise<Tally> {
  rmSync(".next-types", { recursive: true, force: true });
  const env = { ...process.env, NEXT_DIST_DIR: ".next-types", NEXT_TELEMETRY_DISABLED: "1" };
  const log = ".next-types.log";
  const generated = await runNode("node_modules/next/dist/bin/next", ["typegen"], { env, log });
  rmSync(log, { force: true });
  const checked = await runNode("node_modules/typescript/bin/tsc", ["--noEmit", "-p", "tsconfig.next.json"]);
  return told("types", generated || checked);
}

function told(what: string, code: number): Tally {
  console.log(`${what} ${code === 0 ? "passed" : "failed"}`);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
