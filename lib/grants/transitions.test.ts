import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GrantStatus, grantStatuses } from "@/db/schema";
import { allowedMoves, mayMove } from "./transitions";

const status = fc.constantFrom(...grantStatuses);

describe("the moves a grant may make", () => {
  test.each<[GrantStatus, GrantStatus[]]>([
    ["pending", ["delivered", "failed", "revoked"]],
    ["failed", ["pending", "delivered", "revoked"]],
    ["delivered", ["revoked"]],
    ["revoked", ["pending"]],
  ])("from %s", (from, to) => {
    expect(grantStatuses.filter((other) => mayMove(from, other)).sort()).toEqual([...to].sort());
  });

  test("none stays where it is, and every status leads to every other", () => {
    for (const from of grantStatuses) {
      expect(mayMove(from, from)).toBe(false);
      const reached = new Set<GrantStatus>([from]);
      for (const one of reached) for (const next of allowedMoves[one]) reached.add(next);
      expect(reached.size).toBe(grantStatuses.length);
    }
  });

  test("on every allowed way, what was delivered is revoked before anything else happens to it", () => {
    fc.assert(
      fc.property(fc.array(status, { minLength: 1, maxLength: 30 }), (wishes) => {
        const walked: GrantStatus[] = ["pending"];
        for (const wish of wishes) if (mayMove(walked.at(-1) ?? "pending", wish)) walked.push(wish);
        for (const [place, one] of walked.entries())
          if (one === "delivered" && place + 1 < walked.length) expect(walked[place + 1]).toBe("revoked");
        for (const [place, one] of walked.entries())
          if (one === "revoked" && place + 1 < walked.length) expect(walked[place + 1]).toBe("pending");
      }),
    );
  });
});
