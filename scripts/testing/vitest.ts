import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutSettings } from "../../e2e/harness/without-settings";
import { runNode } from "./child";
import { vitestTally } from "./reports";
import { orFailed, type Tally } from "./tally";

export async function vitest(project: "unit" | "integration", patterns: string[] = []): Promise<Tally> {
  const place = mkdtempSync(join(tmpdir(), "gatehouse-report-"));
  const report = join(place, "report.json");
  const flags = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const env = { ...withoutSettings(process.env), LOG_LEVEL: process.env.LOG_LEVEL };
  const code = await runNode(
    "node_modules/vitest/vitest.mjs",
    ["run", "--project", project, ...flags, ...patterns],
    { env },
  );
  const tally = orFailed(counted(report), code);
  rmSync(place, { recursive: true, force: true });
  return tally;
}

function counted(report: string): Tally | undefined {
  try {
    return vitestTally(JSON.parse(readFileSync(report, "utf8")));
  } catch {
    return undefined;
  }
}
