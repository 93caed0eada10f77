import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { openWorld, settle } from "@/test/world/merchant-world";
import { listConnections } from "./find-connections";
import { requestProductSync } from "./sync-products";

test("requested products count as being read until a worker has read them", async () => {
  const { businessId, connection } = await openWorld();
  const isReading = async () => (await listConnections(db(), businessId)).map((one) => one.isReading);
  expect(await isReading()).toEqual([false]);
  await inTransaction((tx) => requestProductSync(tx, businessId, connection.id));
  expect(await isReading()).toEqual([true]);
  await settle();
  expect(await isReading()).toEqual([false]);
});
