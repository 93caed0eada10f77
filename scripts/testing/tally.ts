/** What one runner counted. */
export type Tally = { passed: number; failed: number };

export function sum(tallies: Tally[]): Tally {
  return {
    passed: tallies.reduce((all, { passed }) => all + passed, 0),
    failed: tallies.reduce((all, { failed }) => all + failed, 0),
  };
}

/** A runner that ran nothing, or died before its report, has failed. */
export function orFailed(tally: Tally | undefined, exitCode: number | null): Tally {
  if (!tally || tally.passed + tally.failed === 0) return { passed: 0, failed: 1 };
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
