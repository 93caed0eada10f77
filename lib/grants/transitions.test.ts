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

  test("no status can move to itself, and every status can reach every other", () => {
    for (const from of grantStatuses) {
      expect(mayMove(from, from)).toBe(false);
      const reached = new Set<GrantStatus>([from]);
      for (const from of reached) for (const next of allowedMoves[from]) reached.add(next);
      expect(reached.size).toBe(grantStatuses.length);
    }
  });

  test("on every allowed path, a delivered grant is revoked before any other status", () => {
    fc.assert(
      fc.property(fc.array(status, { minLength: 1, maxLength: 30 }), (targets) => {
        const path: GrantStatus[] = ["pending"];
        for (const target of targets) if (mayMove(path.at(-1) ?? "pending", target)) path.push(target);
        for (const [index, next] of path.slice(1).entries()) {
          if (path[index] === "delivered") expect(next).toBe("revoked");
          if (path[index] === "revoked") expect(next).toBe("pending");
        }
      }),
    );
  });
});
