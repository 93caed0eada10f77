import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutSettings } from "../../e2e/harness/without-settings";
import { run, runNode } from "./child";
import { findChromium } from "./chromium";
import { playwrightTally } from "./reports";
import { orFailed, type Tally } from "./tally";

const journeysBuild = ".next-test";

/** Builds the dashboard for the journeys ahead of their start. Prints why if it fails. */
export async function buildForJourneys(): Promise<boolean> {
  const place = mkdtempSync(join(tmpdir(), "gatehouse-build-"));
  const env = { ...withoutSettings(process.env), NEXT_DIST_DIR: journeysBuild, DATA_DIR: place };
  const code = await run(process.execPath, ["--import", "tsx", "scripts/build.ts", "--no-env-file"], { env });
  rmSync(place, { recursive: true, force: true });
  return code === 0;
}

/** The product, built and started as `npm start` does, in a real browser. */
export async function journeys(patterns: string[] = []): Promise<Tally> {
  const browser = await findChromium();
  if (!browser) {
    console.error("The journeys need a Chromium: install one, or set E2E_CHROMIUM=/path/to/chromium");
    return { passed: 0, failures: ["no Chromium"] };
  }
  const place = mkdtempSync(join(tmpdir(), "gatehouse-report-"));
  const report = join(place, "report.json");
  const env = { ...withoutSettings(process.env), E2E_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const args = ["test", "--reporter=list,json", ...patterns];
  const code = await runNode("node_modules/@playwright/test/cli.js", args, { env });
  const tally = orFailed(counted(report), code);
  rmSync(place, { recursive: true, force: true });
  return tally;
}

function counted(report: string): Tally | undefined {
  try {
    return playwrightTally(JSON.parse(readFileSync(report, "utf8")));
  } catch {
    return undefined;
  }
}
