import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Arrival, arrivalSeen, cameBack, lateEffectSeconds } from "./arrival";
import type { Seen } from "./plan-access";

const nothing: Arrival = { joinedByUs: null, joinedAt: null, addingAt: null, leaving: false, staying: false };
const at = (seconds: number) => new Date(1_750_000_000_000 + seconds * 1000);
const present = (joinedAt: Date | null): Seen => ({
  present: true,
  roles: [],
  isOwner: false,
  topPosition: 0,
  joinedAt,
});
const absent: Seen = { present: false };

const maybeAt = fc.option(fc.integer({ min: 0, max: 100 }).map(at));
const known = fc.record({
  joinedByUs: fc.constantFrom(true, null),
  joinedAt: maybeAt,
  addingAt: maybeAt,
  leaving: fc.boolean(),
  staying: fc.boolean(),
});
const seen = fc.oneof(fc.constant(absent), maybeAt.map(present));

describe("after an add whose answer was lost", () => {
  test.each([
    ["the person came in while the call could take effect: we added them", 0.2, true],
    ["late, but still possible: we added them", lateEffectSeconds - 1, true],
    ["long after the call: they came by themselves", lateEffectSeconds + 60, null],
    ["before the call: they came by themselves", -60, null],
  ])("%s", (_, seconds, joinedByUs) => {
    const adding = { ...nothing, addingAt: at(0) };
    const joinedAt = at(seconds);
    expect(arrivalSeen(adding, present(joinedAt))).toEqual({ ...nothing, joinedByUs, joinedAt });
  });
});

describe("a member whom we added", () => {
  const added = { ...nothing, joinedByUs: true, joinedAt: at(0), leaving: true, staying: true };

  test("stays ours while `joined_at` is the same", () =>
    expect(arrivalSeen(added, present(at(0)))).toBe(added));
  test("is not ours after they left and came back, and earlier ends no longer count", () => {
    expect(arrivalSeen(added, present(at(9)))).toEqual({ ...nothing, joinedAt: at(9) });
    expect(cameBack(added, present(at(9)))).toBe(true);
  });
  test("is not ours once they are absent", () => expect(arrivalSeen(added, absent)).toEqual(nothing));
  test("stays ours when they were added before `joined_at` was stored", () =>
    expect(arrivalSeen({ ...added, joinedAt: null }, present(at(9)))).toEqual({ ...added, joinedAt: at(9) }));
});

test("nobody becomes ours without an add of ours, and the same read twice changes nothing", () => {
  fc.assert(
    fc.property(known, seen, (before, read) => {
      const after = arrivalSeen(before, read);
      expect(arrivalSeen(after, read)).toEqual(after);
      if (after.joinedByUs) expect(before.joinedByUs || before.addingAt !== null).toBe(true);
    }),
  );
});
