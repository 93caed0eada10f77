import { join } from "node:path";
import { expect, test } from "vitest";
import { lintedFiles, mistypedFiles, playwrightTally, vitestTally } from "./reports";
import { lastLines, orFailed } from "./tally";

const vitestReport = {
  numPassedTests: 2,
  testResults: [
    {
      name: join(process.cwd(), "lib/money.test.ts"),
      status: "failed",
      assertionResults: [
        { status: "passed", ancestorTitles: [], title: "adds" },
        { status: "failed", ancestorTitles: ["rounding"], title: "rounds half up" },
      ],
    },
    { name: join(process.cwd(), "lib/broken.test.ts"), status: "failed", assertionResults: [] },
  ],
};

const playwrightReport = {
  stats: { expected: 1, flaky: 0 },
  errors: [],
  suites: [
    {
      title: "sale.spec.ts",
      specs: [{ title: "a sale", file: "sale.spec.ts", line: 3, tests: [{ status: "expected" }] }],
      suites: [
        {
          title: "refunds",
          specs: [{ title: "a refund", file: "sale.spec.ts", line: 9, tests: [{ status: "unexpected" }] }],
        },
      ],
    },
  ],
};

test("a run ends with the name of every failure, directly above the sum", () => {
  const lint = {
    passed: 0,
    failures: lintedFiles(`::error title=format,file=${join(process.cwd(), "lib/a.ts")},line=1::`),
  };
  const types = {
    passed: 0,
    failures: mistypedFiles("lib/b.ts(2,6): error TS2322: no\nlib/b.ts(3,1): error TS1: no\n"),
  };
  expect(
    lastLines([
      { name: "lint", ...lint },
      { name: "types", ...types },
      { name: "unit", ...vitestTally(vitestReport) },
      { name: "journeys", ...playwrightTally(playwrightReport) },
    ]),
  ).toEqual([
    "failed lint: lib/a.ts",
    "failed types: lib/b.ts",
    "failed unit: lib/money.test.ts › rounding › rounds half up",
    "failed unit: lib/broken.test.ts (the file itself)",
    "failed journeys: e2e/sale.spec.ts:9 › a refund",
    "3 passed, 5 failed",
  ]);
});

test("a stack that does not start is named, too", () => {
  const report = { ...playwrightReport, suites: [], stats: { expected: 0, flaky: 0 } };
  const errors = [{ message: "Error: the web process died\n    at start" }];
  expect(playwrightTally({ ...report, errors }).failures).toEqual(["Error: the web process died"]);
});

test("a runner that leaves no report, runs nothing or exits badly has failed", () => {
  expect(orFailed(undefined, 127).failures).toEqual(["no report, exit code 127"]);
  expect(orFailed({ passed: 0, failures: [] }, 0).failures).toEqual(["no test ran"]);
  expect(orFailed({ passed: 3, failures: [] }, 1).failures).toEqual(["exit code 1 without a failed test"]);
  expect(orFailed({ passed: 3, failures: ["a"] }, 1)).toEqual({ passed: 3, failures: ["a"] });
});
