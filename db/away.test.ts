import { expect, test } from "vitest";
import { isDatabaseAway } from "./away";

const coded = (code: string) => Object.assign(new Error(code), { code });

test.each([
  "ECONNREFUSED",
  "ECONNRESET",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "08006",
  "53300",
  "57P01",
  "57P03",
])("%s means that the database is away, also as the cause of drizzle's error", (code) => {
  expect(isDatabaseAway(coded(code))).toBe(true);
  expect(isDatabaseAway(new Error("Failed query", { cause: coded(code) }))).toBe(true);
});

test("a wrong query, a violated constraint and a bug do not mean that", () => {
  for (const error of [coded("42P01"), coded("23505"), coded("57014"), new TypeError("x"), "x", null])
    expect(isDatabaseAway(error)).toBe(false);
});
