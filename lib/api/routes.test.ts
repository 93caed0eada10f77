import { expect, test } from "vitest";
import { publicRoutes } from "@/test/world/api-world";
import { operations } from "./operations";

test("the route files have the methods of the operation list, no more and no fewer", async () => {
  const served: Record<string, string[]> = {};
  for (const { path, methods } of await publicRoutes()) {
    if (path.includes("[...")) continue;
    const inBraces = path.replace(/^\/api/, "").replace(/\[(\w+)\]/g, "{$1}");
    expect([path, Object.keys(methods).sort()]).toEqual([
      path,
      ["DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"],
    ]);
    const options = new Request(`http://localhost${path}`, { method: "OPTIONS" });
    const answer = await methods.OPTIONS?.(options, { params: Promise.resolve({}) });
    const allowed = answer?.headers.get("allow")?.split(", ") ?? [];
    served[inBraces] = allowed.filter((method) => method !== "HEAD" && method !== "OPTIONS").sort();
  }
  const listed: Record<string, string[]> = {};
  for (const { path, method } of operations) listed[path] = [...(listed[path] ?? []), method].sort();
  expect(served).toEqual(listed);
});
