/** How many tests of one runner passed, and the names of those that failed. */
export type Tally = { passed: number; failures: string[] };

export function sum(tallies: Tally[]): { passed: number; failed: number } {
  return {
    passed: tallies.reduce((all, { passed }) => all + passed, 0),
    failed: tallies.reduce((all, { failures }) => all + failures.length, 0),
  };
}

/** A runner that ran nothing, or that died before its report, counts as failed. */
export function orFailed(tally: Tally | undefined, exitCode: number | null): Tally {
  if (!tally) return { passed: 0, failures: [`no report, exit code ${exitCode}`] };
  if (tally.passed + tally.failures.length === 0) return { passed: 0, failures: ["no test ran"] };
  if (exitCode === 0 || tally.failures.length > 0) return tally;
  return { ...tally, failures: [`exit code ${exitCode} without a failed test`] };
}

/** The end of a run: every failure by name, then the sum. */
export function lastLines(tallies: ({ name: string } & Tally)[]): string[] {
  const { passed, failed } = sum(tallies);
  const names = tallies.flatMap(({ name, failures }) =>
    failures.map((failure) => `failed ${name}: ${failure}`),
  );
  return [...names, `${passed} passed, ${failed} failed`];
}
