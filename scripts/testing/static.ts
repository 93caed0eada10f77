import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runNode } from "./child";
import { lintedFiles, mistypedFiles } from "./reports";
import type { Tally } from "./tally";

/** Biome: lint rules, formatting, import order. */
export async function lint(): Promise<Tally> {
  const place = mkdtempSync(join(tmpdir(), "gatehouse-report-"));
  const reportFile = join(place, "lint.txt");
  const reporters = ["--reporter=default", "--reporter=github", `--reporter-file=${reportFile}`];
  const code = await runNode("node_modules/@biomejs/biome/bin/biome", [
    "check",
    "--error-on-warnings",
    ...reporters,
  ]);
  const files = existsSync(reportFile) ? lintedFiles(readFileSync(reportFile, "utf8")) : [];
  rmSync(place, { recursive: true, force: true });
  return report("lint", code, files);
}

/** Knip: files, exports and dependencies that nothing uses. `knip.json` lists files that are started by their path. */
export async function unused(): Promise<Tally> {
  const code = await runNode("node_modules/knip/bin/knip.js", ["--no-config-hints"]);
  return report("unused", code, []);
}

/** Generates the route types first, because pages use them, in a separate folder from any build. */
export async function types(): Promise<Tally> {
  rmSync(".next-types", { recursive: true, force: true });
  const env = { ...process.env, NEXT_DIST_DIR: ".next-types", NEXT_TELEMETRY_DISABLED: "1" };
  const log = ".next-types.log";
  const generated = await runNode("node_modules/next/dist/bin/next", ["typegen"], { env, log });
  const compiler = ["--noEmit", "--pretty", "false", "-p", "tsconfig.next.json"];
  const checked = await runNode("node_modules/typescript/bin/tsc", compiler, { log });
  const output = readFileSync(log, "utf8");
  process.stdout.write(output);
  rmSync(log, { force: true });
  return report("types", generated || checked, mistypedFiles(output));
}

function report(what: string, code: number, files: string[]): Tally {
  console.log(`${what} ${code === 0 ? "passed" : "failed"}`);
  if (code === 0) return { passed: 1, failures: [] };
  return { passed: 0, failures: files.length > 0 ? files : [`exit code ${code}`] };
}
