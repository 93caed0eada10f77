import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import DodoPayments from "dodopayments";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { sandboxCredentials } from "../credentials";
import { type Sandbox, startSandbox } from "../server";

let sandbox: Sandbox;
let dodo: DodoPayments;
beforeAll(async () => {
  // 5 seconds become 5 milliseconds.
  sandbox = await startSandbox({ port: 0, quiet: true, timeScale: 1000 });
  dodo = clientOf(sandboxCredentials.dodo.apiKey);
});
beforeEach(async () => {
  sandbox.world.reset();
  for (const { id } of (await dodo.webhooks.list()).data) await dodo.webhooks.delete(id);
});
afterAll(() => sandbox.close());

type ReceivedEvent = {
  id: string;
  type: string;
  headers: Record<string, string>;
  body: string;
  verified: boolean;
};
type Sold = { customer_id: string; payment_id: string; subscription_id: string; events: string[] };
type EventReport = {
  id: string;
  type: string;
  deliveries: { state: string; attempts: { status: number; by_hand: boolean }[] }[];
};

function clientOf(bearerToken: string): DodoPayments {
  return new DodoPayments({ bearerToken, baseURL: `${sandbox.url}/dodo`, maxRetries: 0 });
}

async function control<T>(path: string, body: object = {}): Promise<T> {
  const reply = await fetch(`${sandbox.url}/control${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(await reply.text());
  return (await reply.json()) as T;
}

test("a reset removes sales, but a running product stays connected", async () => {
  await endpoint();
  await control("/shop/buy", { product: "Lifetime", email: "carl@x.test", name: "Carl" });
  await receivedCount(1);
  await control("/reset");
  expect(await events()).toEqual([]);
  await control("/shop/buy", { product: "Lifetime", email: "cora@x.test", name: "Cora" });
  await vi.waitFor(async () => expect((await events())[0]?.deliveries[0]?.attempts[0]?.status).toBe(200));
});

/** Registers an endpoint at the sandbox's own catcher, which gets the secret. */
async function endpoint(name = "merchant", client = dodo): Promise<string> {
  const made = await client.webhooks.create({ url: `${sandbox.url}/hooks/catch/${name}` });
  const { secret } = await client.webhooks.retrieveSecret(made.id);
  await control(`/hooks/${name}/secret`, { secret });
  return secret;
}

async function receivedBy(name = "merchant"): Promise<ReceivedEvent[]> {
  const reply = await fetch(`${sandbox.url}/control/hooks/${name}`);
  const { received } = (await reply.json()) as { received: (ReceivedEvent & { json: { type: string } })[] };
  return received.map((one) => ({ ...one, id: one.headers["webhook-id"] ?? "", type: one.json.type }));
}

async function receivedCount(count: number, name?: string): Promise<ReceivedEvent[]> {
  return vi.waitFor(async () => {
    const all = await receivedBy(name);
    expect(all.length).toBeGreaterThanOrEqual(count);
    return all;
  });
}

async function events(): Promise<EventReport[]> {
  const reply = await fetch(`${sandbox.url}/control/shop/events`);
  return ((await reply.json()) as { events: EventReport[] }).events;
}

const typesOf = (all: { type: string }[]) => all.map(({ type }) => type).sort();

test("products: seeded, created, changed, archived; pages count from 0", async () => {
  const first = await dodo.products.list({ page_number: 0, page_size: 2 });
  const second = await dodo.products.list({ page_number: 1, page_size: 2 });
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["Lifetime", "VIP", "Pro"]);
  expect((await dodo.products.list({ page_number: 9 })).items).toEqual([]);
  const made = await dodo.products.create({
    name: "Gold",
    tax_category: "saas",
    price: {
      type: "one_time_price",
      currency: "USD",
      price: 500,
      discount: 0,
      purchasing_power_parity: false,
    },
  });
  expect(made.product_id).toMatch(/^pdt_[0-9A-Za-z]{21}$/);
  await dodo.products.update(made.product_id, { name: "Golden" });
  expect(await dodo.products.retrieve(made.product_id)).toMatchObject({
    name: "Golden",
    is_recurring: false,
  });
  await dodo.products.archive(made.product_id);
  expect((await dodo.products.list({ page_size: 100 })).items).toHaveLength(3);
});

test("each API key opens one account; another merchant has its own, empty shop", async () => {
  const other = await control<{ api_key: string; business_id: string }>("/shop/accounts", { name: "Other" });
  const theirs = clientOf(other.api_key);
  expect((await theirs.products.list()).items).toEqual([]);
  await expect(theirs.products.retrieve("pdt_ProMonthlySandbox0001")).rejects.toMatchObject({ status: 404 });
  await expect(clientOf("wrong").products.list()).rejects.toMatchObject({
    status: 401,
    error: { code: "UNAUTHORIZED" },
  });
  await expect(dodo.products.list({ page_size: 101 })).rejects.toMatchObject({ status: 422 });
});

test("a one-time sale sends one signed payment.succeeded with its cart", async () => {
  const secret = await endpoint();
  const sold = await control<Sold>("/shop/buy", {
    product: "Lifetime",
    email: "ana@example.com",
    name: "Ana",
  });
  expect(sold.subscription_id).toBeNull();
  const [one] = await receivedCount(1);
  expect(one).toMatchObject({ type: "payment.succeeded", verified: true });
  const event = new Webhook(secret).verify(
    one?.body ?? "",
    one?.headers ?? {},
  ) as DodoPayments.WebhookPayload;
  expect(event.timestamp).toMatch(/\.\d{6}Z$/);
  expect(event.data).toMatchObject({
    payload_type: "Payment",
    product_cart: [{ product_id: "pdt_LifetimeSandbox000001", quantity: 1 }],
    subscription_id: null,
    total_amount: 24900,
  });
  const unwrapped = dodo.webhooks.unwrap(one?.body ?? "", { headers: one?.headers ?? {}, key: secret });
  expect(unwrapped.type).toBe("payment.succeeded");
});

test("each step of a subscription sends the provider's events", async () => {
  await endpoint();
  const sold = await control<Sold>("/shop/buy", { product: "Pro", email: "ana@example.com", name: "Ana" });
  const id = sold.subscription_id;
  expect(typesOf(await receivedCount(2))).toEqual(["payment.succeeded", "subscription.active"]);
  const payment = await dodo.payments.retrieve(sold.payment_id);
  expect(payment).toMatchObject({ subscription_id: id, subscription_ids: [id], product_cart: null });
  const types: string[] = [];
  for (const step of ["renew", "hold", "activate", "past-due", "activate", "pause", "unpause"]) {
    await control(`/shop/subscriptions/${id}/${step}`);
  }
  await control(`/shop/subscriptions/${id}/change-plan`, { product: "VIP" });
  await control(`/shop/subscriptions/${id}/cancel-at-period-end`);
  await control(`/shop/subscriptions/${id}/keep`);
  await control(`/shop/subscriptions/${id}/expire`);
  for (const event of await events()) types.push(event.type);
  expect(types.slice(2)).toEqual([
    ...["payment.succeeded", "subscription.renewed"],
    ...["payment.failed", "subscription.on_hold"],
    ...["payment.succeeded", "subscription.active"],
    ...["payment.failed", "subscription.past_due"],
    ...["payment.succeeded", "subscription.active"],
    ...["subscription.paused", "subscription.unpaused"],
    ...["payment.succeeded", "subscription.plan_changed"],
    ...["subscription.updated", "subscription.updated", "subscription.expired"],
  ]);
  expect(await dodo.subscriptions.retrieve(id)).toMatchObject({
    status: "expired",
    product_id: "pdt_VipMonthlySandbox0001",
  });
  await expect(control(`/shop/subscriptions/${id}/renew`)).rejects.toThrow("cannot be renewed");
});

test("a customer's own changes can be made through the SDK", async () => {
  const sold = await control<Sold>("/shop/buy", { product: "Pro", email: "ana@example.com" });
  const id = sold.subscription_id;
  expect(await dodo.subscriptions.update(id, { status: "paused" })).toMatchObject({ status: "paused" });
  await expect(dodo.subscriptions.update(id, { pause: true })).rejects.toMatchObject({ status: 422 });
  await expect(dodo.subscriptions.update(id, { status: "active", metadata: {} })).rejects.toMatchObject({
    status: 422,
  });
  await dodo.subscriptions.update(id, { status: "active" });
  await dodo.subscriptions.changePlan(id, {
    product_id: "pdt_VipMonthlySandbox0001",
    quantity: 1,
    proration_billing_mode: "do_not_bill",
    effective_at: "next_billing_date",
  });
  expect((await dodo.subscriptions.retrieve(id)).scheduled_change).toMatchObject({ product_name: "VIP" });
  await dodo.subscriptions.cancelChangePlan(id);
  await dodo.subscriptions.update(id, { cancel_at_next_billing_date: true });
  await control(`/shop/subscriptions/${id}/renew`);
  expect(await dodo.subscriptions.retrieve(id)).toMatchObject({ status: "cancelled" });
  const mine = await dodo.subscriptions.list({ customer_id: sold.customer_id, status: "cancelled" });
  expect(mine.items).toHaveLength(1);
});

test("refunds and disputes refer to the payment only", async () => {
  await endpoint();
  const sold = await control<Sold>("/shop/buy", { product: "Lifetime", email: "ana@example.com" });
  await control(`/shop/payments/${sold.payment_id}/refund`, { amount: 900 });
  expect(await dodo.payments.retrieve(sold.payment_id)).toMatchObject({ refund_status: "partial" });
  const rest = await dodo.refunds.create({ payment_id: sold.payment_id, reason: "Changed my mind" });
  expect(rest).toMatchObject({ amount: 24000, status: "succeeded" });
  expect(await dodo.payments.retrieve(sold.payment_id)).toMatchObject({ refund_status: "full" });
  await control(`/shop/payments/${sold.payment_id}/dispute`, { outcome: "lost" });
  expect((await dodo.disputes.list()).items).toMatchObject([{ dispute_status: "dispute_lost" }]);
  const all = await receivedCount(5);
  expect(typesOf(all)).toEqual([
    "dispute.lost",
    "dispute.opened",
    "payment.succeeded",
    "refund.succeeded",
    "refund.succeeded",
  ]);
  const lost = JSON.parse(all.find(({ type }) => type === "dispute.lost")?.body ?? "{}");
  expect(lost.data).toMatchObject({ payload_type: "Dispute", payment_id: sold.payment_id, amount: "24900" });
  expect(lost.data.customer).toBeUndefined();
});

test("a checkout made through the SDK is paid on its page and returns with the purchase", async () => {
  const session = await dodo.checkoutSessions.create({
    product_cart: [{ product_id: "pdt_ProMonthlySandbox0001", quantity: 1 }],
    customer: { email: "ana@example.com", name: "Ana" },
    return_url: "http://localhost:3000/thanks?plan=pro",
    metadata: { ref: "7" },
  });
  const pay = await fetch(session.checkout_url ?? "", {
    method: "POST",
    body: new URLSearchParams({ name: "Ana", email: "ana@example.com" }),
    redirect: "manual",
  });
  const back = new URL(pay.headers.get("location") ?? "");
  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    plan: "pro",
    status: "active",
    email: "ana@example.com",
  });
  const subscription = await dodo.subscriptions.retrieve(back.searchParams.get("subscription_id") ?? "");
  expect(subscription).toMatchObject({ status: "active", metadata: { ref: "7" } });
  expect(await dodo.checkoutSessions.retrieve(session.session_id)).toMatchObject({
    payment_status: "succeeded",
    customer_email: "ana@example.com",
  });
});

test("a failing endpoint is retried, with the same id and a new signature", async () => {
  await endpoint();
  await control("/hooks/merchant/answer", { status: 500, times: 2 });
  await control("/shop/buy", { product: "Lifetime", email: "ana@example.com" });
  const all = await receivedCount(3);
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(all.every(({ verified }) => verified)).toBe(true);
  await vi.waitFor(async () => {
    const [event] = await events();
    expect(event?.deliveries[0]).toMatchObject({ state: "delivered" });
    expect(event?.deliveries[0]?.attempts.map(({ status }) => status)).toEqual([500, 500, 200]);
  });
});

test("an event contains the newest state, unless events are frozen", async () => {
  await endpoint();
  await control("/shop/set", { hold: true });
  const sold = await control<Sold>("/shop/buy", { product: "Pro", email: "ana@example.com" });
  await control("/shop/set", { freeze: true });
  await control(`/shop/subscriptions/${sold.subscription_id}/pause`);
  await control(`/shop/subscriptions/${sold.subscription_id}/unpause`);
  await control(`/shop/subscriptions/${sold.subscription_id}/cancel`);
  expect(await receivedBy()).toHaveLength(0);
  await control("/shop/set", { hold: false });
  const states = (await receivedCount(5)).map(({ type, body }) => [type, JSON.parse(body).data.status]);
  expect(Object.fromEntries(states)).toMatchObject({
    "subscription.active": "cancelled",
    "subscription.paused": "paused",
    "subscription.unpaused": "active",
  });
});

test("a lost event is never sent, and the lists still show what happened", async () => {
  await endpoint();
  await control("/shop/set", { lose: true });
  const sold = await control<Sold>("/shop/buy", { product: "Pro", email: "ana@example.com" });
  await control("/shop/set", { lose: false });
  const deliveries = (await events()).flatMap((event) => event.deliveries);
  expect(deliveries.map(({ state, attempts }) => [state, attempts])).toEqual([
    ["failed", []],
    ["failed", []],
  ]);
  await control(`/shop/subscriptions/${sold.subscription_id}/cancel`);
  await receivedCount(1);
  const since = { created_at_gte: new Date(Date.now() - 60_000).toISOString() };
  expect((await dodo.subscriptions.list({ ...since, status: "cancelled" })).items).toHaveLength(1);
  expect((await dodo.payments.list({ ...since, status: "succeeded" })).items).toHaveLength(1);
  const later = { created_at_gte: new Date(Date.now() + 60_000).toISOString() };
  expect((await dodo.subscriptions.list(later)).items).toEqual([]);
});

test("all events can be resent, several times and shuffled, without retries", async () => {
  await endpoint();
  const sold = await control<Sold>("/shop/buy", { product: "Pro", email: "ana@example.com" });
  await control(`/shop/subscriptions/${sold.subscription_id}/renew`);
  await receivedCount(4);
  const again = await control<{ sent: number }>("/shop/resend", { shuffle: true, duplicate: 3, wait: true });
  expect(again.sent).toBe(12);
  const all = await receivedBy();
  expect(all).toHaveLength(16);
  expect(new Set(all.map(({ id }) => id)).size).toBe(4);
  const one = await control<{ events: string[] }>("/shop/resend", { event_id: sold.events[1], wait: true });
  expect(one.events).toEqual([sold.events[1]]);
});

test("endpoints can filter, be changed, disabled and removed", async () => {
  const made = await dodo.webhooks.create({
    url: `${sandbox.url}/hooks/catch/some`,
    filter_types: ["subscription.active"],
    headers: { "x-extra": "1" },
  });
  await control("/shop/buy", { product: "Pro", email: "ana@example.com" });
  const [only, ...more] = await receivedCount(1, "some");
  expect(only).toMatchObject({ type: "subscription.active", headers: { "x-extra": "1" } });
  expect(more).toEqual([]);
  await dodo.webhooks.headers.update(made.id, { headers: { "x-more": "2" } });
  expect((await dodo.webhooks.headers.retrieve(made.id)).headers).toEqual({ "x-extra": "1", "x-more": "2" });
  expect((await dodo.webhooks.list()).data).toHaveLength(1);
  expect(await dodo.webhooks.update(made.id, { disabled: true })).toMatchObject({ disabled: true });
  await dodo.webhooks.delete(made.id);
  await expect(dodo.webhooks.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
});

test("faults apply to the payment API", async () => {
  const fault = { route: "POST /dodo/checkouts", kind: "503", count: 1 };
  await control("/faults", fault);
  const cart = { product_cart: [{ product_id: "pdt_ProMonthlySandbox0001", quantity: 1 }] };
  await expect(dodo.checkoutSessions.create(cart)).rejects.toMatchObject({ status: 503 });
  expect((await dodo.checkoutSessions.create(cart)).session_id).toMatch(/^cks_/);
});

test("a restarted sandbox still has its sales, its endpoints and the events still to deliver", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-"));
  const stateFile = join(folder, "state.json");
  const before = await startSandbox({ port: 0, quiet: true, stateFile });
  const client = new DodoPayments({
    bearerToken: sandboxCredentials.dodo.apiKey,
    baseURL: `${before.url}/dodo`,
  });
  const made = await client.webhooks.create({ url: `${sandbox.url}/hooks/catch/later` });
  const { secret } = await client.webhooks.retrieveSecret(made.id);
  const on = JSON.stringify({ hold: true });
  await fetch(`${before.url}/control/shop/set`, { method: "POST", body: on });
  const order = JSON.stringify({ product: "Lifetime", email: "ana@example.com" });
  await fetch(`${before.url}/control/shop/buy`, { method: "POST", body: order });
  await before.close();
  await control("/hooks/later/secret", { secret });
  const after = await startSandbox({ port: 0, quiet: true, stateFile });
  const off = JSON.stringify({ hold: false });
  await fetch(`${after.url}/control/shop/set`, { method: "POST", body: off });
  expect(await receivedCount(1, "later")).toMatchObject([{ type: "payment.succeeded", verified: true }]);
  await after.close();
  await rm(folder, { recursive: true });
});
