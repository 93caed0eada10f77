import { eq, sql } from "drizzle-orm";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { client } from "@/lib/payments/dodo/client";
import { dodo } from "@/lib/payments/dodo/dodo";
import { connectionNow, openStripeAccount, receiveStripe } from "@/test/world/connection-world";
import { openWorld, settle } from "@/test/world/merchant-world";
import { control } from "@/test/world/sandbox-world";
import { webhookUrl } from "./webhook-url";

/** The regular product sync, which also checks the webhook. */
async function timerComes({ id }: ConnectionRow): Promise<ConnectionRow> {
  await db().update(paymentConnections).set({ dueAt: sql`now()` }).where(eq(paymentConnections.id, id));
  await settle();
  return connectionNow({ id });
}

const event = { id: "evt_1", object: "event", type: "product.updated", created: 1, data: { object: {} } };

test("12-stripe-api-version: an endpoint of another version is replaced, and its old secret works for another day", async () => {
  const shop = await openStripeAccount();
  const before = await shop.connect();
  await control(`/shop/stripe/endpoints/${before.webhookId}`, { api_version: "2022-11-15" });
  const after = await timerComes(before);
  expect(after.lastError).toBeNull();
  expect(after.webhookId).not.toBe(before.webhookId);
  expect((await shop.stripe.webhookEndpoints.list()).data).toMatchObject([
    { id: after.webhookId, api_version: Stripe.API_VERSION, status: "enabled" },
  ]);
  await receiveStripe(after, event);
  await receiveStripe(before, { ...event, id: "evt_2" });
  const untilMs = after.previousSecretUntil?.getTime() ?? 0;
  expect(untilMs - Date.now()).toBeGreaterThan(23 * 3_600_000);
});

test("an endpoint that is disabled or lacks events is repaired in place", async () => {
  const shop = await openStripeAccount();
  const connection = await shop.connect();
  await shop.stripe.webhookEndpoints.update(connection.webhookId ?? "", {
    disabled: true,
    enabled_events: ["invoice.paid"],
    url: "https://moved.test/hook",
  });
  const after = await timerComes(connection);
  expect(after.webhookId).toBe(connection.webhookId);
  const [endpoint] = (await shop.stripe.webhookEndpoints.list()).data;
  expect(endpoint).toMatchObject({ status: "enabled", url: webhookUrl(connection.id) });
  expect(endpoint?.enabled_events).toContain("customer.subscription.deleted");
});

test("a deleted endpoint is created again; our own strays are removed, other people's endpoints stay", async () => {
  const shop = await openStripeAccount();
  const connection = await shop.connect();
  await shop.stripe.webhookEndpoints.del(connection.webhookId ?? "");
  const make = (url: string) => shop.stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
  await make(webhookUrl(connection.id));
  await make(webhookUrl("con_long_gone"));
  const { id: theirs } = await make("https://merchant.test/hook");
  const after = await timerComes(connection);
  const ids = (await shop.stripe.webhookEndpoints.list()).data.map(({ id }) => id);
  expect(ids.sort()).toEqual([theirs, after.webhookId].sort());
});

test("a connection from an earlier release adopts its endpoint and its mode", async () => {
  const shop = await openStripeAccount();
  const connection = await shop.connect();
  await db()
    .update(paymentConnections)
    .set({ webhookId: null, mode: null })
    .where(eq(paymentConnections.id, connection.id));
  expect(await timerComes(connection)).toMatchObject({ webhookId: connection.webhookId, mode: "test" });
});

test("a refused key shows on the connection and stops nothing", async () => {
  const shop = await openStripeAccount();
  const key = await shop.anotherKey();
  const connection = await shop.connect(key);
  await shop.setKey(key, { state: "revoked" });
  const after = await timerComes(connection);
  expect(after).toMatchObject({ attempts: 0, lastError: expect.stringContaining("refuses this API key") });
});

test("Dodo's webhook is enabled again, and created again when it is gone", async () => {
  const { connection, apiKey } = await openWorld();
  const access = { apiKey, baseUrl: null };
  const { webhooks } = client(access);
  await webhooks.update(connection.webhookId ?? "", { disabled: true, filter_types: ["refund.succeeded"] });
  await timerComes(connection);
  expect(await dodo.webhooks.list(access)).toEqual([
    { id: connection.webhookId, url: webhookUrl(connection.id), state: "right" },
  ]);
  await webhooks.delete(connection.webhookId ?? "");
  const after = await timerComes(connection);
  expect(await dodo.webhooks.list(access)).toMatchObject([{ id: after.webhookId, state: "right" }]);
  expect(after.webhookId).not.toBe(connection.webhookId);
});

test("an event from the other mode is refused with an explanation", async () => {
  const shop = await openStripeAccount();
  const connection = await shop.connect();
  await expect(receiveStripe(connection, { ...event, livemode: true })).rejects.toMatchObject({
    code: "bad_request",
    message: expect.stringMatching(/event is from live mode.*in test mode/),
  });
  await receiveStripe(connection, { ...event, livemode: false });
});
