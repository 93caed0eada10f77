import { expect, test } from "vitest";
import { readDay, readSearchParams } from "./search-params";

test("a repeated parameter counts as missing", async () => {
  const given = { key: ["a", "b"], q: "one", empty: "", none: undefined };
  expect(await readSearchParams(Promise.resolve(given))).toEqual({ q: "one", empty: "" });
});

test.each(["2026-11-25", "2024-02-29"])("the day %s is one", (day) => {
  expect(readDay(day)).toBe(day);
});

test.each([undefined, "", "2026-02-30", "2026-13-01", "0000-01-01", "2026-11-25T00:00", "today"])(
  "%s is no day",
  (text) => {
    expect(readDay(text)).toBeUndefined();
  },
);
