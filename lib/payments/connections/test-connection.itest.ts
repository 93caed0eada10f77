import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { openWorld } from "@/test/world/merchant-world";
import { readConnections } from "./read-connections";
import { encryptKey } from "./secrets";
import { testConnection } from "./test-connection";

test("a test asks the provider with the stored key, in the connection's own business", async () => {
  const { businessId, connection } = await openWorld();
  expect(await testConnection(businessId, connection.id)).toEqual({ products: 3 });
  await expect(testConnection("bus_other", connection.id)).rejects.toMatchObject({ code: "not_found" });
  await db()
    .update(paymentConnections)
    .set({ apiKey: encryptKey(connection.id, "a key that was revoked") })
    .where(eq(paymentConnections.id, connection.id));
  await expect(testConnection(businessId, connection.id)).rejects.toThrow(/key/i);
});

test("the card tells the newest event, and when the webhook last delivered", async () => {
  const world = await openWorld();
  const read = async () => (await inTransaction((tx) => readConnections(tx, world.businessId)))[0];
  expect(await read()).toMatchObject({ lastEvent: null, lastDeliveryAt: null });
  await world.buy("Pro", "kim@x.test");
  expect(await read()).toMatchObject({
    lastEvent: { type: expect.stringMatching(/^(payment|subscription)\./) },
    lastDeliveryAt: expect.any(String),
  });
});
