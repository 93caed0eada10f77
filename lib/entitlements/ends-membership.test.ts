import { describe, expect, test } from "vitest";
import { endsMembership, type Membership, mustLeave } from "./ends-membership";

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
