import { expect, test } from "vitest";
import { describeTarget, targetRole } from "./describe-target";

const snapshot = { roles: [{ id: "7", name: "VIP", color: 255 }] } as Parameters<typeof targetRole>[0];

test.each([
  ["7", "the VIP role in The Lounge"],
  [null, "membership of The Lounge"],
  ["8", "a deleted role in The Lounge"],
])("role %s reads as %s", (roleId, words) => {
  expect(describeTarget("The Lounge", targetRole(snapshot, roleId))).toBe(words);
});
