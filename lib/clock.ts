/** A question for the database's time, just before it is sent. `wallMs` finds jumps of this machine's own clock. */
type Question = { atMs: number; wallMs: number };
type Measure = {
  /** What to add to `performance.now()` to get the database's time. */
  offsetMs: number;
  roundTripMs: number;
  latest: Question;
};

// Next bundles this module several times into one process; all copies share the measure.
const shared = globalThis as typeof globalThis & { gatehouseClock?: Measure };
const everyMs = 60_000;
const jumpMs = 1_000;

/**
 * The time on the database's clock, which judges and sets every deadline. It follows the monotonic clock from the last
 * measure, so changes of this machine's own clock don't matter. Each new connection to the database measures it.
 */
export function databaseNow(): Date {
  const measure = shared.gatehouseClock;
  return new Date(measure ? performance.now() + measure.offsetMs : Date.now());
}

/** Whether to measure again: after a minute, after a jump of this machine's clock, or after it was suspended. */
export function isClockDue(): boolean {
  const latest = shared.gatehouseClock?.latest;
  if (!latest) return true;
  const { atMs, wallMs } = askTime();
  const jumped = Math.abs(wallMs - latest.wallMs - (atMs - latest.atMs)) > jumpMs;
  return jumped || atMs - latest.atMs >= everyMs;
}

export function askTime(): Question {
  return { atMs: performance.now(), wallMs: Date.now() };
}

/**
 * Takes up the database's answer. It was given some time between question and answer, so a measure is right within half
 * of its round trip: a slower one replaces a faster one only if they contradict each other.
 */
export function noteDatabaseTime(latest: Question, databaseMs: number): void {
  const before = shared.gatehouseClock;
  const roundTripMs = performance.now() - latest.atMs;
  const offsetMs = databaseMs - (latest.atMs + roundTripMs / 2);
  const agrees = before && Math.abs(offsetMs - before.offsetMs) <= roundTripMs / 2;
  shared.gatehouseClock =
    agrees && before.roundTripMs < roundTripMs ? { ...before, latest } : { offsetMs, roundTripMs, latest };
}

/** Seconds by which this machine's clock is ahead of the database's; negative when it is behind. */
export function secondsAhead(): number {
  return (Date.now() - databaseNow().getTime()) / 1_000;
}

/** The same moment on this process's own clock, for a library that judges by it. */
export function onOwnClock(moment: Date): Date {
  return new Date(moment.getTime() + secondsAhead() * 1_000);
}

/** The same moment on the database's clock, for a time that a library took from this process's own. */
export function onDatabaseClock(moment: Date): Date {
  return new Date(moment.getTime() - secondsAhead() * 1_000);
}
