import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endSays, endsMembership, type Membership, mustLeave } from "./ends-membership";

const kick = { live: false, roleId: "1", endAction: "kick" } as const;
const keep = { live: false, roleId: "2", endAction: "keep" } as const;
const role = { live: false, roleId: "3", endAction: "remove_role" } as const;
const place = { live: false, roleId: null, endAction: "remove_role" } as const;

test.each([
  [kick, true],
  [place, true],
  [role, false],
  [keep, false],
  [{ ...keep, roleId: null }, false],
])("the end of %j means leaving: %s", (ending, asks) => expect(endsMembership(ending)).toBe(asks));

describe("a person we added", () => {
  const leaves = (claims: Membership["claims"], more: Partial<Membership> = {}) =>
    mustLeave({ claims, joinedByUs: true, leaving: false, staying: false, ...more });

  test("leaves when any end says so", () => expect(leaves([role, kick])).toBe(true));
  test("leaves when an earlier end said so", () => expect(leaves([role], { leaving: true })).toBe(true));
  test("stays when no end says so", () => expect(leaves([role])).toBe(false));
  test("stays while another claim is live", () =>
    expect(leaves([kick, { ...role, live: true }])).toBe(false));
  test("stays when another claim ended with `keep`", () => expect(leaves([kick, keep])).toBe(false));
  test("stays when an earlier claim ended with `keep`", () =>
    expect(leaves([kick], { leaving: true, staying: true })).toBe(false));
  test.each([false, null])("stays when joinedByUs is %s", (joinedByUs) =>
    expect(leaves([kick], { joinedByUs })).toBe(false),
  );
});

describe("whatever the order in which claims end, and however many end at once,", () => {
  const ending = fc.constantFrom(kick, keep, role, place, { ...keep, roleId: null });
  const batch = fc.array(ending, { minLength: 1, maxLength: 3 });

  /** Ends one batch after the other, the way a sync records them, and returns the answer to each. */
  function endAll(batches: Membership["claims"][]): boolean[] {
    let said = { leaving: false, staying: false };
    return batches.map((ended, nth) => {
      const live = batches
        .slice(nth + 1)
        .flatMap((later) => later.map((claim) => ({ ...claim, live: true })));
      const answer = mustLeave({ claims: [...ended, ...live], joinedByUs: true, ...said });
      for (const claim of ended) said = { ...said, ...endSays(claim) };
      return answer;
    });
  }

  test("a person we added leaves at the last end, when one asks for it and none says `keep`", () => {
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 4 }), (batches) => {
        const ended = batches.flat();
        const leaves = ended.some(endsMembership) && !ended.some(({ endAction }) => endAction === "keep");
        expect(endAll(batches)).toEqual(batches.map((_, nth) => leaves && nth === batches.length - 1));
      }),
    );
  });
});
