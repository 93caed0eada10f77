import { relative } from "node:path";
import type { Tally } from "./tally";

type VitestReport = {
  numPassedTests: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; ancestorTitles: string[]; title: string }[];
  }[];
};

/** A test file that failed to load counts as one failure. */
export function vitestTally({ numPassedTests, testResults }: VitestReport): Tally {
  const failures = testResults.flatMap((result) => {
    const file = relative(process.cwd(), result.name);
    const failed = result.assertionResults.filter(({ status }) => status === "failed");
    if (result.status === "failed" && failed.length === 0) return [`${file} (the file itself)`];
    return failed.map(({ ancestorTitles, title }) => [file, ...ancestorTitles, title].join(" › "));
  });
  return { passed: numPassedTests, failures };
}

type Suite = {
  title: string;
  suites?: Suite[];
  specs: { title: string; file: string; line: number; tests: { status: string }[] }[];
};
type PlaywrightReport = {
  stats: { expected: number; flaky: number };
  suites: Suite[];
  errors: { message?: string }[];
};

/** Errors outside any test, such as a stack that did not start, are named by their first line. */
export function playwrightTally({ stats, suites, errors }: PlaywrightReport): Tally {
  const failed = suites
    .flatMap(specsOf)
    .filter(({ tests }) => tests.some(({ status }) => status === "unexpected"))
    .map(({ file, line, title }) => `e2e/${file}:${line} › ${title}`);
  const outside = errors.map(({ message }) => message?.split("\n", 1)[0] ?? "an error outside any test");
  return { passed: stats.expected + stats.flaky, failures: [...failed, ...outside] };
}

function specsOf({ specs, suites = [] }: Suite): Suite["specs"] {
  return [...specs, ...suites.flatMap(specsOf)];
}

/** The files named in Biome's report for GitHub (`::error title=…,file=…,line=…`). */
export function lintedFiles(report: string): string[] {
  return unique(
    [...report.matchAll(/,file=([^,]+),line=/g)].map(([, file = ""]) => relative(process.cwd(), file)),
  );
}

/** The files named in the compiler's plain output (`file(line,column): error TS…`). */
export function mistypedFiles(output: string): string[] {
  return unique([...output.matchAll(/^(\S.*?)\(\d+,\d+\): error TS/gm)].map(([, file = ""]) => file));
}

function unique(names: string[]): string[] {
  return [...new Set(names)].sort();
}
