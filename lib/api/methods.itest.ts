import { expect, test } from "vitest";
import * as discordHook from "@/app/api/hooks/discord/route";
import * as paymentsHook from "@/app/api/hooks/payments/[connection]/route";
import { call, openApiWorld, publicRoutes, type RouteFile } from "@/test/world/api-world";
import { operations } from "./operations";

openApiWorld();

const all = ["DELETE", "GET", "PATCH", "POST", "PUT"];

/** The methods listed at this path, and those refused with a pointer to the payment provider. */
function methodsOf({ path, methods }: RouteFile) {
  const own = path.replace(/^\/api/, "").replace(/\[(\w+)\]/g, "{$1}");
  const allowed: string[] = operations
    .filter((operation) => operation.path === own)
    .map(({ method }) => method);
  const atTheProvider = all.filter(
    (method) => !allowed.includes(method) && methods[method] !== methods.OPTIONS,
  );
  return { allowed, atTheProvider, filled: own.replace(/\{\w+\}/g, "x_1") };
}

test("a method that a path doesn't have gets our 405, which lists those it has", async () => {
  const routes = (await publicRoutes()).filter(({ path }) => !path.includes("[..."));
  expect(routes.length).toBeGreaterThan(15);
  for (const route of routes) {
    const { allowed, atTheProvider, filled } = methodsOf(route);
    const expected = [...allowed, ...(allowed.includes("GET") ? ["HEAD"] : []), "OPTIONS"].sort();
    const allowHeader = (headers: Headers) => headers.get("allow")?.split(", ").sort();
    for (const method of all.filter((one) => !allowed.includes(one) && !atTheProvider.includes(one))) {
      const answer = await call(method, filled);
      expect([filled, method, answer.status]).toEqual([filled, method, 405]);
      expect(answer.body).toMatchObject({ code: "METHOD_NOT_ALLOWED", message: expect.any(String) });
      expect(allowHeader(answer.headers)).toEqual(expected);
      expect(answer.headers.get("x-should-retry")).toBe("false");
    }
    const options = await call("OPTIONS", filled);
    expect([options.status, allowHeader(options.headers)]).toEqual([204, expected]);
  }
});

test("the addresses for incoming events answer 405 the same way", async () => {
  for (const route of [discordHook, paymentsHook]) {
    const { POST, ...others } = route;
    for (const [method, handler] of Object.entries(others)) {
      if (method === "OPTIONS") continue;
      const answer = handler(new Request("http://localhost/api/hooks/x", { method }));
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
      expect(await answer.json()).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
    }
    expect(Object.keys(others).sort()).toEqual(["DELETE", "GET", "OPTIONS", "PATCH", "PUT"]);
  }
});
