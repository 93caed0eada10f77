import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { config } from "./proxy";

test("every path that the matcher names exists", () => {
  const places = namedPaths(config.matcher).filter((path) => !path.startsWith("_next/"));
  expect(places).toEqual(["favicon.ico", "icon.svg", "api/", "api/auth/", "api/dashboard/"]);
  for (const place of places) expect(existsSync(`app/${place}`), place).toBe(true);
});

/** "/((?!a|b/(?!c/|d/)).*)" names a, b/, b/c/ and b/d/. */
function namedPaths(matcher: string): string[] {
  const outer = /^\/\(\(\?!(.*)\)\.\*\)$/.exec(matcher)?.[1] ?? "";
  const [, before = "", within = ""] = /^(.*?)\(\?!(.*)\)$/.exec(outer) ?? [];
  const alternatives = before.split("|");
  const last = alternatives.at(-1) ?? "";
  return [...alternatives, ...within.split("|").map((path) => last + path)];
}
