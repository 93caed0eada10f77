import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { config } from "./proxy";

test("every path that the matcher names exists", () => {
  const places = namedPaths(config.matcher[0] ?? "").filter((path) => !path.startsWith("_next/"));
  expect(places).toEqual(["favicon.ico", "icon.svg", "api/", "api/auth/", "api/dashboard/"]);
  for (const place of places) expect(existsSync(`app/${place}`), place).toBe(true);
});

test.each([
  ["/demo", true],
  ["/icon.svgX", true],
  ["/icon.svg/settings", true],
  ["/favicon.ico-demo", true],
  ["/api/auth/session", true],
  ["/api/dashboard/live", true],
  ["/icon.svg", false],
  ["/favicon.ico", false],
  ["/_next/static/chunks/a.js", false],
  ["/_next/image", true],
  ["/api/products", false],
  ["/apiary", true],
])("%s passes the proxy: %s", (path, passes) => {
  expect(new RegExp(`^${config.matcher[0]}$`).test(path)).toBe(passes);
});

/** "/((?!a|b/(?!c/|d/)).*)" names a, b/, b/c/ and b/d/. */
function namedPaths(matcher: string): string[] {
  const outer = /^\/\(\(\?!(.*)\)\.\*\)$/.exec(matcher)?.[1] ?? "";
  const [, before = "", within = ""] = /^(.*?)\(\?!(.*)\)$/.exec(outer) ?? [];
  const alternatives = before.split("|");
  const last = alternatives.at(-1) ?? "";
  return [
    ...alternatives.map((path) => path.replace("$", "")),
    ...within.split("|").map((path) => last + path),
  ];
}
