import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutSettings } from "../../e2e/harness/surroundings";
import { runNode } from "./child";
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

/** A test file that did not even load has no tests to count: it counts as one failure. */
function counted(report: string): Tally | undefined {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
      testResults: { status: string; assertionResults: unknown[] }[];
    };
    const broken = testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.length === 0,
    );
    return { passed: numPassedTests, failed: numFailedTests + broken.length };
  } catch {
    return undefined;
  }
}
