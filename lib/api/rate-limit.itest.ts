import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { apiKeys } from "@/db/schema";
import { createApiKey, takeCalls } from "@/lib/api-keys";
import { system } from "@/lib/audit";
import { call, openApiWorld, world } from "@/test/world/api-world";
import { admitCall } from "./admit-call";
import { callsPerSecond } from "./limits";

openApiWorld();

async function freshKey(): Promise<string> {
  const { businessId } = world;
  const made = await inTransaction((tx) =>
    createApiKey(tx, { businessId, name: "key", readOnly: false, expiresAt: null, actor: system }),
  );
  return made.key;
}

const asCaller = (key: string) => new Request("http://x/", { headers: { authorization: `Bearer ${key}` } });

/** The result of work that a fresh key did within one second of the database's clock; starts again if it took longer. */
async function withinOneSecond<T>(work: (key: string) => Promise<T>): Promise<T> {
  for (;;) {
    const key = await freshKey();
    const { msLeft = 0 } = (await takeCalls(key, 0)) ?? {};
    await new Promise((resolve) => setTimeout(resolve, msLeft + 10));
    const before = await takeCalls(key, 0);
    const result = await work(key);
    const after = await takeCalls(key, 0);
    if (before?.reset === after?.reset) return result;
  }
}

test("exactly as many of 200 simultaneous calls pass as the limit allows", async () => {
  const outcomes = await withinOneSecond((key) =>
    Promise.allSettled(Array.from({ length: callsPerSecond * 2 }, () => admitCall(asCaller(key)))),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(callsPerSecond);
});

test("calls that another process has used up are refused here", async () => {
  const outcomes = await withinOneSecond(async (key) => {
    await takeCalls(key, callsPerSecond - 10);
    return Promise.allSettled(Array.from({ length: 20 }, () => admitCall(asCaller(key))));
  });
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("a revoked key is refused within a second", async () => {
  const key = await freshKey();
  expect((await call("GET", "/customers", { key })).status).toBe(200);
  await db().update(apiKeys).set({ revokedAt: new Date() });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect((await call("GET", "/customers", { key })).status).toBe(401);
});
