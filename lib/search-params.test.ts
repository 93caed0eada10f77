import { expect, test } from "vitest";
import { readDay, readSearchParams, readSort, sortRows } from "./search-params";

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

const sorts = [
  { by: "since", direction: "desc" },
  { by: "name", direction: "asc" },
] as const;

test.each([
  ["name", { by: "name", direction: "asc" }],
  ["-name", { by: "name", direction: "desc" }],
  ["since", { by: "since", direction: "asc" }],
  ["price", sorts[0]],
  ["--name", sorts[0]],
  ["", sorts[0]],
  [undefined, sorts[0]],
])("?sort=%s", (given, sort) => {
  expect(readSort(given, sorts)).toEqual(sort);
});

test("short lists are sorted either way, and rows with the same value keep their order", () => {
  const rows = ["b1", "a1", "b2", "a2"];
  const values = { letter: (row: string) => row.charAt(0) };
  expect(sortRows(rows, { by: "letter", direction: "asc" }, values)).toEqual(["a1", "a2", "b1", "b2"]);
  expect(sortRows(rows, { by: "letter", direction: "desc" }, values)).toEqual(["b1", "b2", "a1", "a2"]);
});
