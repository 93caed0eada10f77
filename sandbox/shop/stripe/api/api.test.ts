import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { price, product, stripeWorld } from "@/test/world/stripe-world";
import { sandboxCredentials } from "../../../credentials";

let at: Awaited<ReturnType<typeof stripeWorld>>;
beforeAll(async () => {
  at = await stripeWorld();
});
beforeEach(() => at.startOver());
afterAll(() => at.sandbox.close());

const checkout: Stripe.Checkout.SessionCreateParams = {
  mode: "subscription",
  line_items: [{ price: price.pro, quantity: 1 }],
  success_url: "https://shop.test/thanks?session_id={CHECKOUT_SESSION_ID}",
};

describe("lists", () => {
  test("the seeded prices with their products, newest first", async () => {
    const { data } = await at.stripe.prices.list({ active: true, expand: ["data.product"] });
    expect(data.map(({ id }) => id)).toEqual([price.lifetime, price.vip, price.pro]);
    expect(data[2]).toMatchObject({
      unit_amount: 1200,
      recurring: { interval: "month" },
      product: { id: product.pro, name: "Pro", default_price: price.pro },
    });
  });

  test("pages by cursor, both ways, and the SDK's own paging", async () => {
    for (let n = 0; n < 12; n++) await at.buy({ product: "Lifetime", create_customer: true });
    const first = await at.stripe.customers.list({ limit: 5 });
    expect([first.data.length, first.has_more]).toEqual([5, true]);
    const next = await at.stripe.customers.list({ limit: 5, starting_after: first.data[4]?.id });
    const back = await at.stripe.customers.list({ limit: 5, ending_before: next.data[0]?.id });
    expect(back.data.map(({ id }) => id)).toEqual(first.data.map(({ id }) => id));
    expect(back.has_more).toBe(false);
    const all = await at.stripe.customers.list({ limit: 5 }).autoPagingToArray({ limit: 100 });
    expect(new Set(all.map(({ id }) => id)).size).toBe(12);
    expect((await at.stripe.customers.list()).data).toHaveLength(10);
  });

  test("filters: created ranges, status, customer, payment intent", async () => {
    const first = await at.buy({ product: "Pro" });
    await at.control("/shop/set", { provider: "stripe", advance_seconds: 3600 });
    const second = await at.buy({ product: "Pro" });
    await at.step(first.subscription_id, "cancel");
    const ids = async (params: object) =>
      (await at.stripe.subscriptions.list(params)).data.map(({ id }) => id);
    expect(await ids({})).toEqual([second.subscription_id]);
    expect(await ids({ status: "all" })).toEqual([second.subscription_id, first.subscription_id]);
    expect(await ids({ status: "canceled" })).toEqual([first.subscription_id]);
    const { created } = await at.stripe.subscriptions.retrieve(second.subscription_id);
    expect(await ids({ status: "all", created: { gte: created } })).toEqual([second.subscription_id]);
    expect(await ids({ status: "all", created: { lt: created } })).toEqual([first.subscription_id]);
    const { data } = await at.stripe.invoicePayments.list({
      payment: { type: "payment_intent", payment_intent: second.payment_id },
      expand: ["data.invoice"],
    });
    expect(data).toMatchObject([
      {
        status: "paid",
        invoice: { parent: { subscription_details: { subscription: second.subscription_id } } },
      },
    ]);
  });

  test("a limit outside 1 to 100 and an unknown cursor are refused", async () => {
    for (const limit of [0, 101])
      await expect(at.stripe.prices.list({ limit })).rejects.toMatchObject({
        statusCode: 400,
        param: "limit",
      });
    await expect(at.stripe.prices.list({ starting_after: "price_none" })).rejects.toMatchObject({
      code: "resource_missing",
    });
  });
});

describe("expand", () => {
  test("what is hidden shows when asked for, cut at ten", async () => {
    const items = Array.from({ length: 12 }, () => ({ price: price.lifetime, quantity: 1 }));
    const { session_id } = await at.buy({ items });
    const plain = await at.stripe.checkout.sessions.retrieve(session_id);
    expect(plain.line_items).toBeUndefined();
    const session = await at.stripe.checkout.sessions.retrieve(session_id, { expand: ["line_items"] });
    expect([session.line_items?.data.length, session.line_items?.has_more]).toEqual([10, true]);
    const { data } = await at.stripe.checkout.sessions.listLineItems(session_id, {
      limit: 100,
      expand: ["data.price.product"],
    });
    expect(data).toHaveLength(12);
    expect(data[0]?.price?.product).toMatchObject({ name: "Lifetime" });
  });

  test("four levels and no more; a property that is none", async () => {
    const { subscription_id } = await at.buy({ product: "Pro" });
    const deep = await at.stripe.subscriptions.retrieve(subscription_id, {
      expand: ["items.data.price.product", "latest_invoice.payments", "customer"],
    });
    expect(deep.items.data[0]?.price.product).toMatchObject({ id: product.pro });
    expect(deep.latest_invoice).toMatchObject({ payments: { data: [{ status: "paid" }] } });
    expect(deep.customer).toMatchObject({ email: "carl@x.test" });
    await expect(
      at.stripe.subscriptions.list({ expand: ["data.items.data.price.product"] }),
    ).rejects.toMatchObject({ message: expect.stringContaining("more than 4 levels") });
    await expect(at.stripe.prices.list({ expand: ["product"] })).rejects.toMatchObject({ statusCode: 400 });
    await expect(at.stripe.prices.retrieve(price.pro, { expand: ["colour"] })).rejects.toMatchObject({
      message: expect.stringContaining("cannot be expanded"),
    });
  });
});

describe("errors", () => {
  test("keys: none, wrong, expired, revoked, publishable", async () => {
    const { key } = await at.control<{ key: string }>("/shop/stripe/keys");
    await at.client(key).prices.list();
    await at.control("/shop/stripe/keys/set", { key, state: "expired" });
    await expect(at.client(key).prices.list()).rejects.toMatchObject({
      type: "StripeAuthenticationError",
      code: "api_key_expired",
    });
    await at.control("/shop/stripe/keys/set", { key, state: "revoked" });
    await expect(at.client(key).prices.list()).rejects.toMatchObject({ statusCode: 401 });
    await expect(at.client("sk_test_nobody").prices.list()).rejects.toMatchObject({
      message: expect.stringContaining("Invalid API Key provided: sk_test_"),
    });
    await expect(at.client("pk_test_x").prices.list()).rejects.toMatchObject({ code: "secret_key_required" });
  });

  test("a restricted key lacks a right by name; write includes read", async () => {
    const { key } = await at.control<{ key: string }>("/shop/stripe/keys", {
      rights: ["rak_plan_read", "rak_webhook_write"],
    });
    const limited = at.client(key);
    await limited.prices.list();
    await limited.webhookEndpoints.list();
    await expect(limited.customers.list()).rejects.toMatchObject({
      type: "StripePermissionError",
      message: expect.stringContaining("Having the 'rak_customer_read' permission"),
    });
    const ours = at.client(sandboxCredentials.stripe.restrictedKey);
    await ours.customers.list();
    await expect(ours.accounts.retrieveCurrent()).rejects.toMatchObject({ statusCode: 403 });
  });

  test("missing, unknown parameter, unknown address, the other mode", async () => {
    await expect(at.stripe.prices.retrieve("price_none")).rejects.toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      message: "No such price: 'price_none'",
    });
    const unknown = { colour: "red" } as object;
    await expect(at.stripe.prices.list(unknown)).rejects.toMatchObject({
      code: "parameter_unknown",
      param: "colour",
    });
    await expect(at.stripe.products.create({ name: "New" })).rejects.toMatchObject({ statusCode: 404 });
    const { accountId } = sandboxCredentials.stripe;
    const live = await at.control<{ api_key: string }>("/shop/accounts", {
      provider: "stripe",
      name: "Demo, live",
      id: accountId,
      livemode: true,
    });
    await expect(at.client(live.api_key).prices.retrieve(price.pro)).rejects.toMatchObject({
      message: expect.stringContaining("a similar object exists in test mode, but a live mode key was used"),
    });
  });

  test("faults that were asked for come in Stripe's words", async () => {
    const fail = (kind: string) => at.control("/faults", { route: "GET /v1/prices/{id}", kind, count: 1 });
    await fail("429-bare");
    await expect(at.stripe.prices.retrieve(price.pro)).rejects.toMatchObject({
      type: "StripeRateLimitError",
    });
    await fail("code-409");
    await expect(at.stripe.prices.retrieve(price.pro)).rejects.toMatchObject({ code: "lock_timeout" });
    await fail("500");
    await expect(at.stripe.prices.retrieve(price.pro)).rejects.toMatchObject({ statusCode: 500 });
    await fail("502");
    const html = await at.stripe.prices.retrieve(price.pro).catch((error: unknown) => error);
    expect(html).toMatchObject({ type: "StripeAPIError", statusCode: undefined });
    await at.stripe.prices.retrieve(price.pro);
  });
});

test("answers carry a request id, the account's time and the version that was asked for", async () => {
  await at.control("/shop/set", { provider: "stripe", advance_seconds: 86_400 });
  const { lastResponse } = await at.stripe.prices.retrieve(price.pro);
  expect(lastResponse.requestId).toMatch(/^req_/);
  const ahead = Date.parse(lastResponse.headers.date ?? "") - Date.now();
  expect(Math.abs(ahead - 86_400_000)).toBeLessThan(60_000);
  const { subscription_id } = await at.buy({ product: "Pro" });
  const old = await at.stripe.subscriptions.retrieve(subscription_id, {}, { apiVersion: "2022-11-15" });
  expect(old).toHaveProperty("current_period_end");
  expect(old.items.data[0]).not.toHaveProperty("current_period_end");
});

test("the same API answers under /stripe/v1", async () => {
  const headers = { authorization: `Bearer ${sandboxCredentials.stripe.secretKey}` };
  const reply = await fetch(`${at.sandbox.url}/stripe/v1/prices/${price.pro}`, { headers });
  expect(await reply.json()).toMatchObject({ id: price.pro });
});

describe("checkout sessions", () => {
  test("made, expired, and refused with Stripe's reasons", async () => {
    const made = await at.stripe.checkout.sessions.create(checkout);
    expect(made).toMatchObject({
      status: "open",
      amount_total: 1200,
      payment_intent: null,
      mode: "subscription",
    });
    expect(made).not.toHaveProperty("asked");
    expect(made.url).toContain(made.id);
    expect((await at.stripe.checkout.sessions.expire(made.id)).status).toBe("expired");
    const refused = (params: object) =>
      expect(at.stripe.checkout.sessions.create({ ...checkout, ...params })).rejects;
    await refused({ mode: "payment" }).toMatchObject({ message: expect.stringContaining("recurring price") });
    await refused({ line_items: [{ price: "price_none", quantity: 1 }] }).toMatchObject({
      code: "resource_missing",
      param: "line_items[0][price]",
    });
    await refused({ customer: "cus_none" }).toMatchObject({ statusCode: 400, code: "resource_missing" });
    await refused({ payment_intent_data: { metadata: { a: "b" } } }).toMatchObject({
      param: "payment_intent_data",
    });
    await refused({ payment_method_types: ["card"] }).toMatchObject({ code: "parameter_unknown" });
    await refused({ success_url: undefined }).toMatchObject({ code: "parameter_missing" });
    await at.control(`/shop/stripe/prices/${price.pro}/archive`);
    await refused({}).toMatchObject({ message: expect.stringContaining("inactive") });
  });

  test("one answer per idempotency key", async () => {
    const options = { idempotencyKey: "once" };
    const first = await at.stripe.checkout.sessions.create(checkout, options);
    const again = await at.stripe.checkout.sessions.create(checkout, options);
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    await expect(
      at.stripe.checkout.sessions.create({ ...checkout, client_reference_id: "x" }, options),
    ).rejects.toMatchObject({ type: "StripeIdempotencyError" });
    await at.control("/shop/set", { provider: "stripe", advance_seconds: 90_000 });
    expect((await at.stripe.checkout.sessions.create(checkout, options)).id).not.toBe(first.id);
  });

  test("an answer that was lost is not done twice", async () => {
    await at.control("/faults", { route: "POST /v1/checkout/sessions", kind: "apply-then-drop", count: 1 });
    // The SDK repeats a call by itself when its kept connection closes, with the same key.
    const { id, lastResponse } = await at.stripe.checkout.sessions.create(checkout);
    expect(lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect((await at.stripe.checkout.sessions.list()).data.map((one) => one.id)).toEqual([id]);
  });
});

test("a portal session is for a living customer, and needs the merchant's saved settings", async () => {
  const { customer_id } = await at.buy({ product: "Pro" });
  const customer = customer_id ?? "";
  const session = await at.stripe.billingPortal.sessions.create({
    customer,
    return_url: "https://shop.test/",
    flow_data: { type: "payment_method_update" },
  });
  expect(session).toMatchObject({ customer, flow: { type: "payment_method_update" } });
  await at.control("/shop/set", { provider: "stripe", portal: false });
  await expect(at.stripe.billingPortal.sessions.create({ customer })).rejects.toMatchObject({
    statusCode: 400,
    message: expect.stringContaining("No configuration provided"),
  });
});

test("webhook endpoints: made with a secret once, changed, listed, capped at 16, deleted", async () => {
  const made = await at.stripe.webhookEndpoints.create({ url: "https://x.test/", enabled_events: ["*"] });
  expect(made.secret).toMatch(/^whsec_/);
  expect(made.api_version).toBeNull();
  expect(await at.stripe.webhookEndpoints.retrieve(made.id)).not.toHaveProperty("secret");
  const changed = await at.stripe.webhookEndpoints.update(made.id, {
    enabled_events: ["invoice.paid"],
    disabled: true,
  });
  expect(changed).toMatchObject({ status: "disabled", enabled_events: ["invoice.paid"] });
  await expect(
    at.stripe.webhookEndpoints.update(made.id, { api_version: "2022-11-15" } as object),
  ).rejects.toMatchObject({ code: "parameter_unknown" });
  for (let n = 1; n < 16; n++)
    await at.stripe.webhookEndpoints.create({ url: `https://x.test/${n}`, enabled_events: ["*"] });
  await expect(
    at.stripe.webhookEndpoints.create({ url: "https://x.test/17", enabled_events: ["*"] }),
  ).rejects.toMatchObject({
    statusCode: 400,
    code: undefined,
    message: expect.stringContaining("maximum of 16"),
  });
  expect(await at.stripe.webhookEndpoints.del(made.id)).toMatchObject({ deleted: true });
});
