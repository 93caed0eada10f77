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

/** Waits until a new second of the database's clock has begun, so that what follows fits into it. */
async function atTheStartOfASecond(key: string): Promise<void> {
  const { msLeft = 0 } = (await takeCalls(key, 0)) ?? {};
  await new Promise((resolve) => setTimeout(resolve, msLeft + 10));
}

test("exactly as many of 200 simultaneous calls pass as the limit allows", async () => {
  const key = await freshKey();
  await atTheStartOfASecond(key);
  const attempts = Array.from({ length: callsPerSecond * 2 }, () => admitCall(asCaller(key)));
  const outcomes = await Promise.allSettled(attempts);
  const passed = outcomes.filter(({ status }) => status === "fulfilled").length;
  // On a very slow machine the next second begins halfway through.
  expect([callsPerSecond, 2 * callsPerSecond]).toContain(passed);
});

test("calls that another process has used up are refused here", async () => {
  const key = await freshKey();
  await atTheStartOfASecond(key);
  await takeCalls(key, callsPerSecond - 10);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => admitCall(asCaller(key))));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("a revoked key is refused within a second", async () => {
  const key = await freshKey();
  expect((await call("GET", "/customers", { key })).status).toBe(200);
  await db().update(apiKeys).set({ revokedAt: new Date() });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect((await call("GET", "/customers", { key })).status).toBe(401);
});
