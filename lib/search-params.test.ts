import { expect, test } from "vitest";
import { readSearchParams } from "./search-params";

test("a repeated parameter counts as missing", async () => {
  const given = { key: ["a", "b"], q: "one", empty: "", none: undefined };
  expect(await readSearchParams(Promise.resolve(given))).toEqual({ q: "one", empty: "" });
});
