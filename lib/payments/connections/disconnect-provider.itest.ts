import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { customers, purchases } from "@/db/schema";
import { listProducts } from "@/lib/products/products";
import { openStripeAccount, receiveStripe } from "@/test/world/connection-world";
import { actor, openWorld, settle } from "@/test/world/merchant-world";
import { control } from "@/test/world/sandbox-world";
import { connectProvider } from "./connect-provider";
import { disconnectProvider } from "./disconnect-provider";
import { readConnections } from "./read-connections";
import { webhookUrl } from "./webhook-url";

async function kept(businessId: string) {
  return {
    customers: (await db().select().from(customers).where(eq(customers.businessId, businessId))).map(
      ({ id }) => id,
    ),
    purchases: (await db().select().from(purchases).where(eq(purchases.businessId, businessId))).map(
      ({ id }) => id,
    ),
    products: (await listProducts(db(), businessId, { limit: 50 })).map(({ id }) => id).sort(),
  };
}

test("Stripe, reconnected, keeps its purchases and learns what ended in the meantime", async () => {
  const world = await openWorld();
  const shop = await openStripeAccount();
  const guild = await world.guild();
  const { businessId } = world;
  const connection = await shop.connect(shop.secretKey, { businessId });
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Club"]);
  const ended = await shop.buy("Club", "ended@x.test");
  await shop.buy("Club", "stays@x.test");
  await shop.receiveEvents(connection);
  await settle();
  const before = await kept(businessId);
  expect(before.purchases).toHaveLength(2);
  const cards = await inTransaction((tx) => readConnections(tx, businessId));
  expect(cards.find(({ id }) => id === connection.id)?.people).toBe(2);

  expect(await disconnectProvider(businessId, connection.id, actor)).toEqual({ leftBehind: null });
  expect((await shop.stripe.webhookEndpoints.list()).data).toEqual([]);
  await shop.step(ended.subscription_id, "cancel");
  await shop.buy("Club", "meanwhile@x.test");
  expect(await world.statuses("ended@x.test")).toEqual(["pending"]);

  const again = await shop.connect(await shop.restrictedKey(), { businessId });
  expect(again).toMatchObject({ id: connection.id, disconnectedAt: null });
  expect((await shop.stripe.webhookEndpoints.list()).data).toMatchObject([
    { id: again.webhookId, url: webhookUrl(connection.id) },
  ]);
  await settle();
  const after = await kept(businessId);
  expect(after.products).toEqual(before.products);
  expect(after.purchases).toEqual(expect.arrayContaining(before.purchases));
  expect(after.customers).toEqual(expect.arrayContaining(before.customers));
  expect(await world.statuses("ended@x.test")).toEqual(["revoked"]);
  expect(await world.statuses("stays@x.test")).toEqual(["pending"]);
  expect(await world.statuses("meanwhile@x.test")).toEqual(["pending"]);
  const disconnected = { type: "product.updated", id: "evt_1", created: 1, data: { object: {} } };
  await expect(receiveStripe(connection, disconnected)).rejects.toMatchObject({ code: "unauthorized" });
});

test("Dodo, reconnected, keeps its purchases", async () => {
  const world = await openWorld();
  const { businessId, connection, apiKey } = world;
  const guild = await world.guild();
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  const { subscription_id } = await world.buy("Pro", "dora@x.test");
  const before = await kept(businessId);
  expect(await disconnectProvider(businessId, connection.id, actor)).toEqual({ leftBehind: null });
  const again = await connectProvider({
    businessId,
    provider: "dodo",
    name: "Shop again",
    apiKey,
    baseUrl: null,
    webhookSecret: null,
    externalBusinessId: null,
    actor,
  });
  expect(again).toMatchObject({ id: connection.id, name: "Shop again" });
  await settle();
  expect(await kept(businessId)).toEqual(before);
  await control(`/shop/subscriptions/${subscription_id}/cancel`, { account: world.account });
  await world.receiveEvents(again);
  expect(await world.statuses("dora@x.test")).toEqual(["revoked"]);
});

test("if the webhook can't be removed, the message names it and the connection still ends", async () => {
  const shop = await openStripeAccount();
  const key = await shop.anotherKey();
  const connection = await shop.connect(key);
  await shop.setKey(key, { state: "revoked" });
  const { leftBehind } = await disconnectProvider(shop.businessId, connection.id, actor);
  expect(leftBehind).toMatch(/couldn't be removed at Stripe.*Remove it there/);
  expect(leftBehind).toContain(webhookUrl(connection.id));
  expect(await inTransaction((tx) => readConnections(tx, shop.businessId))).toEqual([]);

  const again = await shop.connect();
  expect(again.id).toBe(connection.id);
  await settle();
  const endpoints = (await shop.stripe.webhookEndpoints.list()).data.map(({ id }) => id);
  expect(endpoints, "the one that was left is removed").toEqual([again.webhookId]);
});
