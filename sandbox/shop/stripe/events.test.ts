import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { price, stripeWorld } from "@/test/world/stripe-world";
import { startSandbox } from "../../server";
import { findMerchant, stripeOf } from "./stripe";

let at: Awaited<ReturnType<typeof stripeWorld>>;
beforeAll(async () => {
  at = await stripeWorld();
});
beforeEach(() => at.startOver());
afterAll(() => at.sandbox.close());

type Seen = { id: string; deliveries: { state: string; attempts: { status: number }[] }[] };
const attemptsOf = async (id: string) => {
  const reply = await fetch(`${at.sandbox.url}/control/shop/events/${id}`);
  return ((await reply.json()) as Seen).deliveries;
};

test("a sale reaches the endpoint signed, in whole seconds, in the pinned version", async () => {
  const { secret } = await at.endpoint();
  const sold = await at.buy({ product: "Pro" });
  const events = await at.events(sold.events.length, secret);
  expect(events.map(({ id }) => id).sort()).toEqual([...sold.events].sort());
  for (const event of events) {
    expect(Number.isInteger(event.created)).toBe(true);
    expect(event).toMatchObject({ api_version: Stripe.API_VERSION, livemode: false });
  }
  const made = events.find(({ type }) => type === "customer.subscription.created")?.data.object;
  expect(made).toMatchObject({ items: { data: [{ price: { id: price.pro } }] } });
});

test("an event keeps its object as it was, whatever happens before it is delivered", async () => {
  await at.control("/shop/set", { provider: "stripe", hold: true });
  const { secret } = await at.endpoint("merchant", { enabled_events: ["customer.subscription.updated"] });
  const { subscription_id } = await at.buy({ product: "Pro" });
  await at.step(subscription_id, "past-due");
  await at.step(subscription_id, "activate");
  expect(await at.received()).toEqual([]);
  await at.control("/shop/set", { provider: "stripe", hold: false });
  const statuses = (await at.events(3, secret)).map(
    ({ data }) => (data.object as Stripe.Subscription).status,
  );
  expect(statuses.sort()).toEqual(["active", "active", "past_due"]);
});

test("an endpoint gets its own version: the account's when it names none, the old shapes when it is old", async () => {
  const { secret } = await at.endpoint("old", { api_version: "2022-11-15" as never });
  const sold = await at.buy({ product: "Pro" });
  const events = await at.events(sold.events.length, secret, "old");
  const object = (type: string) => events.find((event) => event.type === type)?.data.object;
  expect(events[0]?.api_version).toBe("2022-11-15");
  expect(object("invoice.paid")).toMatchObject({
    subscription: sold.subscription_id,
    payment_intent: sold.payment_id,
    paid: true,
    lines: { data: [{ price: { id: price.pro }, type: "subscription" }] },
  });
  expect(object("invoice.paid")).not.toHaveProperty("parent");
  const subscription = object("customer.subscription.created");
  expect(subscription).toHaveProperty("current_period_end");
  expect(subscription).not.toHaveProperty("items.data.0.current_period_end");
  await at.control(`/shop/payments/${sold.payment_id}/refund`);
  const all = await at.events(sold.events.length + 3, secret, "old");
  const refunded = all.find((event) => event.type === "charge.refunded")?.data.object;
  expect(refunded).toMatchObject({ invoice: sold.invoice_id });
  await at.control("/shop/set", { provider: "stripe", api_version: "2024-06-20" });
  const unpinned = await at.control<{ secret: string }>("/shop/stripe/endpoints", {
    url: `${at.sandbox.url}/hooks/catch/unpinned`,
  });
  await at.buy({ product: "Lifetime" });
  expect((await at.events(4, unpinned.secret, "unpinned"))[0]?.api_version).toBe("2024-06-20");
});

test("a thin endpoint is told of the object and sent none of it", async () => {
  const { secret } = await at.control<{ secret: string }>("/shop/stripe/endpoints", {
    url: `${at.sandbox.url}/hooks/catch/thin`,
    thin: true,
  });
  const { subscription_id } = await at.buy({ product: "Pro" });
  await vi.waitFor(async () => expect((await at.received("thin")).length).toBeGreaterThan(10));
  const bodies = (await at.received("thin")).map(({ body }) => JSON.parse(body));
  const created = bodies.find(({ type }) => type === "v1.customer.subscription.created");
  expect(created).toMatchObject({
    object: "v2.core.event",
    related_object: {
      id: subscription_id,
      type: "subscription",
      url: `/v1/subscriptions/${subscription_id}`,
    },
  });
  expect(created).not.toHaveProperty("data");
  await expect(at.events(1, secret, "thin")).rejects.toThrow("thin");
});

test("a refused event is tried again with a fresh signature; a disabled endpoint gets nothing", async () => {
  const { id, secret } = await at.endpoint("merchant", { enabled_events: ["checkout.session.completed"] });
  await at.control("/hooks/merchant/answer", { status: 500, times: 2 });
  const { events } = await at.buy({ product: "Lifetime" });
  const [first, , third] = await at.events(3, secret);
  expect(third?.id).toBe(first?.id);
  await vi.waitFor(async () => {
    const [delivery] = await attemptsOf(events.at(-1) ?? "");
    expect(delivery?.attempts.map(({ status }) => status)).toEqual([500, 500, 200]);
  });
  await at.stripe.webhookEndpoints.update(id, { disabled: true });
  const missed = await at.buy({ product: "Lifetime" });
  expect(await attemptsOf(missed.events.at(-1) ?? "")).toEqual([]);
  expect(await at.received()).toHaveLength(3);
});

test("while a secret is rolled both sign", async () => {
  const { id, secret } = await at.endpoint("merchant", { enabled_events: ["checkout.session.completed"] });
  const { secrets } = await at.control<{ secrets: string[] }>(`/shop/stripe/endpoints/${id}`, { roll: true });
  await at.buy({ product: "Lifetime" });
  expect(secrets).toHaveLength(2);
  expect(await at.events(1, secret)).toHaveLength(1);
  expect(await at.events(1, secrets[0] ?? "")).toHaveLength(1);
  await expect(at.events(1, "whsec_wrong")).rejects.toThrow("signature");
});

test("bad days: lost events are in the list for 30 days; sent again, shuffled and doubled", async () => {
  const { secret } = await at.endpoint();
  await at.control("/shop/set", { provider: "stripe", lose: true });
  const { events } = await at.buy({ product: "Pro" });
  const listed = await at.stripe.events.list({ delivery_success: false, limit: 100 });
  expect(listed.data.map(({ id }) => id).sort()).toEqual([...events].sort());
  const paid = await at.stripe.events.list({ types: ["invoice.paid", "charge.succeeded"] });
  expect(paid.data.map(({ type }) => type).sort()).toEqual(["charge.succeeded", "invoice.paid"]);
  const again = await at.control<{ sent: number }>("/shop/resend", {
    provider: "stripe",
    shuffle: true,
    duplicate: 2,
    wait: true,
  });
  expect(again.sent).toBe(events.length * 2);
  expect(await at.events(again.sent, secret)).toHaveLength(again.sent);
  await at.control("/shop/set", { provider: "stripe", advance_seconds: 31 * 86_400, lose: false });
  await at.buy({ product: "Lifetime" });
  await expect(at.stripe.events.retrieve(events[0] ?? "")).rejects.toMatchObject({ statusCode: 404 });
});

test("a reset forgets sales, but the running product stays connected", async () => {
  await at.endpoint();
  await at.buy({ product: "Lifetime" });
  await at.control("/reset");
  expect((await at.stripe.events.list()).data).toEqual([]);
  expect((await at.stripe.webhookEndpoints.list()).data).toHaveLength(1);
});

test("a restarted sandbox still knows its Stripe account", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-stripe-"));
  const options = { port: 0, quiet: true, stateFile: join(folder, "state.json") };
  const first = await startSandbox(options);
  await fetch(`${first.url}/control/shop/buy`, {
    method: "POST",
    body: JSON.stringify({ provider: "stripe", product: "Pro", email: "carl@x.test" }),
  });
  const { account: before } = findMerchant(stripeOf(first.world));
  await first.close();
  const second = await startSandbox(options);
  const { account } = findMerchant(stripeOf(second.world));
  expect(account.subscriptions.size).toBe(1);
  expect(account).toEqual(before);
  await second.close();
  await rm(folder, { recursive: true });
});
