import { connect } from "node:net";
import { afterAll, expect, test, vi } from "vitest";
import { testDatabaseUrl } from "@/e2e/harness/database";
import { call, openApiWorld, world } from "@/test/world/api-world";
import { openDatabaseProxy } from "@/test/world/database-proxy";
import { operations } from "./operations";

const proxy = await openDatabaseProxy(testDatabaseUrl());
process.env.DATABASE_URL = proxy.url;
afterAll(() => proxy.close());

openApiWorld();

test("a body that stops halfway is 408 after ten seconds", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  const answered = new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));
  socket.write(
    `POST /api/customers HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${world.key}\r\n` +
      'content-type: application/json\r\ncontent-length: 99\r\n\r\n{"email":',
  );
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  const answer = await answered;
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1.1 408/);
  expect(answer).toMatch(/^connection: close/im);
  expect(answer).not.toMatch(/x-should-retry/i);
  expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
});

test("while the database is down every call is 503 and says when to retry", async () => {
  proxy.refuse();
  for (const { method, path, example } of operations) {
    const filled = path.replace(/\{\w+\}/g, "x_1");
    const answer = await call(method, filled, method === "GET" ? {} : { body: example?.body ?? {} });
    expect(answer).toMatchObject({ status: 503, body: { code: "SERVICE_UNAVAILABLE" } });
    expect(answer.headers.get("retry-after")).toBe("5");
  }
  proxy.forward();
  await expect.poll(async () => (await call("GET", "/customers")).status, { timeout: 10_000 }).toBe(200);
});
