import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  databaseNow,
  isClockDue,
  noteDatabaseTime,
  onDatabaseClock,
  onOwnClock,
  secondsAhead,
} from "./clock";

const minute = 60_000;
/** The database's clock is this far from this machine's. */
const truth = 7 * minute;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  Reflect.deleteProperty(globalThis, "gatehouseClock");
});
afterEach(() => {
  vi.useRealTimers();
});

/** Asks the database, which answers after `there`; its answer arrives after `back`. */
function measure({ there, back, offset = truth }: { there: number; back: number; offset?: number }): void {
  const question = { atMs: performance.now(), wallMs: Date.now() };
  vi.advanceTimersByTime(there);
  const answer = Date.now() + offset;
  vi.advanceTimersByTime(back);
  noteDatabaseTime(question, answer);
}
const wrongBy = (offset = truth) => Math.abs(databaseNow().getTime() - Date.now() - offset);

test("the first measure is right within half of its round trip, and its own clock's error shows", () => {
  measure({ there: 30, back: 10 });
  expect(wrongBy()).toBeLessThanOrEqual(20);
  expect(secondsAhead()).toBeCloseTo(-420, 0);
  expect(onOwnClock(databaseNow()).getTime()).toBe(Date.now());
  expect(onDatabaseClock(new Date()).getTime()).toBe(databaseNow().getTime());
});

test("one slow round trip doesn't spoil a good measure", () => {
  measure({ there: 1, back: 1 });
  measure({ there: 20_000, back: 10 });
  expect(wrongBy()).toBeLessThanOrEqual(2);
});

test("a faster round trip corrects a slow one", () => {
  measure({ there: 4_000, back: 0 });
  measure({ there: 1, back: 1 });
  expect(wrongBy()).toBeLessThanOrEqual(2);
});

test("a database clock that was set is followed, even by a slower round trip", () => {
  measure({ there: 1, back: 1 });
  measure({ there: 400, back: 10, offset: 2 * minute });
  expect(wrongBy(2 * minute)).toBeLessThanOrEqual(210);
});

test("own clock set while running: the time goes on, and the clock is measured again", () => {
  measure({ there: 1, back: 1 });
  const before = databaseNow().getTime();
  vi.setSystemTime(Date.now() + 10 * minute);
  vi.advanceTimersByTime(1_000);
  expect(databaseNow().getTime()).toBe(before + 1_000);
  expect(isClockDue()).toBe(true);
  measure({ there: 1, back: 1, offset: truth - 10 * minute });
  expect(isClockDue()).toBe(false);
});

test("the clock is measured again after a minute, suspended or not", () => {
  expect(isClockDue()).toBe(true);
  measure({ there: 1, back: 1 });
  vi.advanceTimersByTime(59_000);
  expect(isClockDue()).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(isClockDue()).toBe(true);
});
