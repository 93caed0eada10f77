import DodoPayments from "dodopayments";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { products } from "@/db/schema";
import { testSandbox } from "@/e2e/harness/database";
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

test("the terms of a price are kept as the provider says them", async () => {
  const { businessId, connection, apiKey } = await openWorld();
  const dodo = new DodoPayments({
    bearerToken: apiKey,
    baseURL: `${testSandbox().url}/dodo`,
    webhookKey: null,
  });
  const terms = {
    discount: 10,
    purchasing_power_parity: true,
    pay_what_you_want: true,
    suggested_price: 700,
  };
  const { product_id } = await dodo.products.create({
    name: "Gold",
    tax_category: "saas",
    price: { type: "one_time_price", currency: "USD", price: 500, ...terms },
  });
  await inTransaction((tx) => requestProductSync(tx, businessId, connection.id));
  await settle();
  const [gold] = await db().select().from(products).where(eq(products.externalId, product_id));
  expect(gold?.priceTerms).toEqual(terms);
});
