import fc from "fast-check";
import { expect, test } from "vitest";
import { maxAttempts, nextDelay, readRetryAfter, retryDelays } from "./schedule";

test("ten attempts over 75 hours, 35 minutes and 5 seconds", () => {
  expect(maxAttempts).toBe(10);
  expect(retryDelays.reduce((sum, delay) => sum + delay, 0)).toBe(75 * 3600 + 35 * 60 + 5);
});

test("each delay varies by at most 20 % either way", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      (failed, chance) => {
        const exact = retryDelays[failed - 1] ?? 0;
        const delay = nextDelay(failed, null, () => chance) ?? 0;
        expect(delay).toBeGreaterThanOrEqual(exact * 0.8);
        expect(delay).toBeLessThanOrEqual(exact * 1.2);
      },
    ),
  );
  expect(nextDelay(1, null, () => 0)).not.toBe(nextDelay(1, null, () => 0.9));
});

test("the tenth failure is the last, whatever Retry-After says", () => {
  expect(nextDelay(10, null)).toBeNull();
  expect(nextDelay(10, 60)).toBeNull();
  expect(nextDelay(11, null)).toBeNull();
});

test("Retry-After delays the next attempt by at most a day, and never moves it forward", () => {
  expect(nextDelay(1, 120)).toBe(120);
  expect(nextDelay(3, 1)).toBeGreaterThanOrEqual(1800 * 0.8);
  expect(nextDelay(1, 10_000_000)).toBe(86_400);
});

const now = new Date("2026-11-22T12:00:00Z");
test.each([
  ["0", 0],
  ["30", 30],
  [" 7 ", 7],
  ["Sun, 22 Nov 2026 12:01:00 GMT", 60],
  ["Sunday, 22-Nov-26 12:01:00 GMT", 60],
  ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
  ["-5", null],
  ["1.5", null],
  ["soon", null],
  ["2026", 2026],
  ["", null],
  ["Infinity", null],
  ["99999999999999999999", null],
  [undefined, null],
])("Retry-After %j means %j seconds", (header, seconds) => {
  expect(readRetryAfter(header, now)).toBe(seconds);
});
