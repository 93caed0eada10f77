import { existsSync } from "node:fs";
import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { config, proxy } from "./proxy";

test("every path that the matcher names exists", () => {
  const places = namedPaths(config.matcher[0] ?? "").filter((path) => !path.startsWith("_next/"));
  expect(places).toEqual(["favicon.ico", "icon.svg", "api/", "api/auth/", "api/dashboard/"]);
  for (const place of places) expect(existsSync(`app/${place}`), place).toBe(true);
});

test.each(["%", "%zz", "%E0%A4%A", "%c0%af"])("a path with %s is refused with 400", async (broken) => {
  const api = proxy(new NextRequest(`http://localhost:9/api/products/${broken}`));
  expect(api.status).toBe(400);
  expect(await api.json()).toMatchObject({ code: "MALFORMED_REQUEST", message: expect.any(String) });
  const page = proxy(new NextRequest(`http://localhost:9/buy/${broken}`));
  expect([page.status, page.headers.get("content-type")]).toEqual([400, "text/plain"]);
});

test("a machine's path that can be decoded goes on, from whatever origin", () => {
  const asked = new NextRequest("http://localhost:9/api/products/a%2Fb", { method: "POST" });
  expect(proxy(asked).headers.get("x-middleware-next")).toBe("1");
});

/** "/((?!a|b/(?!c/|d/)).*)" names a, b/, b/c/ and b/d/. */
function namedPaths(matcher: string): string[] {
  const outer = /^\/\(\(\?!(.*)\)\.\*\)$/.exec(matcher)?.[1] ?? "";
  const [, before = "", within = ""] = /^(.*?)\(\?!(.*)\)$/.exec(outer) ?? [];
  const alternatives = before.split("|");
  const last = alternatives.at(-1) ?? "";
  return [...alternatives, ...within.split("|").map((path) => last + path)];
}
