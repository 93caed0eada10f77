import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { purchaseFacts, purchases } from "@/db/schema";
import { call, openApiWorld, sdk, world } from "@/test/world/api-world";
import { connectProvider, recordEvent, recordSale } from "@/test/world/purchase-world";

openApiWorld();

let productId = "";
beforeAll(async () => {
  ({ productId } = await recordSale(world.businessId));
});

test("subscriptions show what the provider's events reported", async () => {
  const { subscriptions } = sdk();
  const known = await subscriptions.retrieve("sub_1");
  expect(known).toMatchObject({
    subscription_id: "sub_1",
    product_id: productId,
    status: "active",
    recurring_pre_tax_amount: 1900,
    currency: "USD",
    next_billing_date: "2026-12-01T00:00:00.000Z",
    payment_frequency_interval: "Month",
    customer: { email: "cora@example.com", name: "Cora" },
  });
  const customer_id = known.customer.customer_id;
  expect(await sdk().customers.retrieve(customer_id)).toMatchObject({ email: "cora@example.com" });
  for (const query of [{}, { customer_id }, { product_id: productId }, { status: "active" as const }])
    expect((await subscriptions.list(query)).items).toMatchObject([{ subscription_id: "sub_1" }]);
  for (const query of [
    { status: "paused" as const },
    { customer_id: "cus_nobody" },
    { cancel_at_next_billing_date: true },
    { created_at_gte: "2100-01-01T00:00:00Z" },
  ])
    expect((await subscriptions.list(query)).items).toEqual([]);
  await expect(subscriptions.retrieve("sub_nobody")).rejects.toMatchObject({ status: 404 });
});

test("payments show what the provider's events reported, with refunds", async () => {
  const { payments } = sdk();
  expect(await payments.retrieve("pay_1")).toMatchObject({
    payment_id: "pay_1",
    subscription_id: "sub_1",
    status: "succeeded",
    total_amount: 1900,
    product_cart: null,
  });
  expect(await payments.retrieve("pay_2")).toMatchObject({
    subscription_id: null,
    product_cart: [{ product_id: productId }],
    refund_status: "partial",
    refunds: [{ refund_id: "ref_1", amount: 500, is_partial: true }],
  });
  const ids = async (query: Parameters<typeof payments.list>[0]) =>
    (await payments.list(query)).items.map(({ payment_id }) => payment_id);
  expect(await ids({})).toEqual(["pay_2", "pay_1"]);
  expect(await ids({ subscription_id: "sub_1" })).toEqual(["pay_1"]);
  expect(await ids({ product_id: productId })).toEqual(["pay_2"]);
  expect(await ids({ status: "failed" })).toEqual([]);
  expect(await ids({ currency: "EUR" })).toEqual([]);
  expect(await ids({ created_at_gte: "2026-11-02T00:00:00Z" })).toEqual(["pay_2"]);
  const customer_id = (await payments.retrieve("pay_1")).customer.customer_id;
  expect(await ids({ customer_id })).toEqual(["pay_2", "pay_1"]);
  await expect(payments.retrieve("pay_nobody")).rejects.toMatchObject({ status: 404 });
});

test("what the provider said of a payment and a subscription comes back, to the last field", async () => {
  const { connectionId, productId: sold } = await connectProvider(world.businessId);
  const customer = { customer_id: "cus_full", email: "full@example.com", name: "Full" };
  const billing = { country: "FR", city: "Paris", state: null, street: "1 rue X", zipcode: "75001" };
  const said = {
    created_at: "2026-10-01T00:00:00Z",
    previous_billing_date: "2026-11-01T00:00:00Z",
    next_billing_date: "2026-12-01T00:00:00.000Z",
    quantity: 3,
    on_demand: true,
    trial_period_days: 14,
    tax_inclusive: true,
    has_payment_method: false,
    payment_frequency_count: 3,
    payment_frequency_interval: "Week" as const,
    subscription_period_count: 2,
    subscription_period_interval: "Year" as const,
    recurring_pre_tax_amount: 700,
    currency: "EUR",
    metadata: { order: "A1", seats: 3, gift: false },
    billing,
  };
  const subscription = { ...said, subscription_id: "sub_full", product_id: `theirs_${sold}` };
  await recordEvent(world.businessId, connectionId, {
    type: "subscription.active",
    at: "2026-11-01T00:00:00Z",
    data: { ...subscription, status: "active", customer },
  });
  expect(await sdk().subscriptions.retrieve("sub_full")).toMatchObject({ ...said, product_id: sold });

  const paid = {
    created_at: "2026-10-31T23:59:00Z",
    total_amount: 840,
    currency: "EUR",
    settlement_amount: 910,
    settlement_currency: "USD",
    retry_attempt: 2,
    metadata: { order: "A1" },
    billing,
  };
  await recordEvent(world.businessId, connectionId, {
    type: "payment.succeeded",
    at: "2026-11-01T00:00:01Z",
    data: {
      ...paid,
      payment_id: "pay_full",
      status: "succeeded",
      product_cart: [{ product_id: `theirs_${sold}`, quantity: 5 }],
      customer,
    },
  });
  await recordEvent(world.businessId, connectionId, {
    type: "dispute.opened",
    at: "2026-11-02T00:00:00Z",
    data: {
      dispute_id: "dp_full",
      payment_id: "pay_full",
      amount: "840",
      currency: "EUR",
      dispute_stage: "pre_arbitration",
    },
  });
  expect(await sdk().payments.retrieve("pay_full")).toMatchObject({
    ...paid,
    product_cart: [{ product_id: sold, quantity: 5 }],
    disputes: [{ amount: "840", currency: "EUR", dispute_stage: "pre_arbitration" }],
  });
  const before = { created_at_lte: "2026-10-31T23:59:30Z" };
  expect((await sdk().payments.list(before)).items).toMatchObject([{ payment_id: "pay_full" }]);
  expect((await sdk().subscriptions.list(before)).items).toMatchObject([{ subscription_id: "sub_full" }]);
});

test("where the provider, or an old fact, does not say, the documented neutral value is answered", async () => {
  for (const id of ["sub_1", "sub_full"])
    await db()
      .update(purchaseFacts)
      .set({ body: sql`body - 'details'` })
      .where(eq(purchaseFacts.externalId, id));
  expect(await sdk().subscriptions.retrieve("sub_full")).toMatchObject({
    quantity: 3,
    on_demand: false,
    trial_period_days: 0,
    tax_inclusive: false,
    has_payment_method: true,
    payment_frequency_count: 1,
    payment_frequency_interval: "Month",
    subscription_period_count: 1,
    subscription_period_interval: "Month",
    previous_billing_date: "2026-11-01T00:00:00Z",
    billing: { country: "AQ" },
    metadata: {},
  });
  expect(await sdk().subscriptions.retrieve("sub_1")).toMatchObject({
    quantity: 1,
    previous_billing_date: "2026-11-01T10:00:00.123Z",
  });
  expect(await sdk().payments.retrieve("pay_1")).toMatchObject({
    settlement_amount: 1900,
    settlement_currency: "USD",
    retry_attempt: 0,
    billing: { country: "AQ" },
  });
});

test.each([
  ["POST", "/payments", 422, "at your payment provider"],
  ["POST", "/subscriptions", 422, "at your payment provider"],
  ["PATCH", "/subscriptions/sub_1", 422, "at your payment provider"],
  ["POST", "/subscriptions/sub_1/charge", 404, "payment provider"],
  ["POST", "/checkouts", 404, "payment provider's own API for checkouts"],
  ["POST", "/grants/entg_x/license-key", 404, "/docs/api"],
  ["GET", "/nothing/at/all", 404, "/docs/api"],
])("%s %s is refused with a pointer to the right place", async (method, path, status, words) => {
  const answer = await call(method, path, method === "GET" ? {} : { body: {} });
  expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(words) } });
  expect(answer.headers.get("x-should-retry")).toBe("false");
});

test("a payment of three billion gives access, and its amount is shown exactly", async () => {
  const { connectionId, productId: expensive } = await connectProvider(world.businessId);
  const integration_config = { guild_id: world.guildId, role_id: world.roleId };
  const { id } = await sdk().entitlements.create({
    name: "Pro",
    integration_type: "discord",
    integration_config,
  });
  await sdk().products.update(expensive, { entitlements: [{ entitlement_id: id }] });
  const total_amount = 3_000_000_000;
  await recordEvent(world.businessId, connectionId, {
    type: "payment.succeeded",
    at: "2026-11-05T10:00:00Z",
    data: {
      payment_id: "pay_expensive",
      status: "succeeded",
      currency: "IDR",
      total_amount,
      product_cart: [{ product_id: `theirs_${expensive}`, quantity: 1 }],
      customer: { customer_id: "cus_rich", email: "rika@example.com", name: "Rika" },
    },
  });
  const { items } = await sdk().entitlements.grants.list(id);
  expect(items).toMatchObject([{ status: "Pending", payment_id: "pay_expensive" }]);
  expect(await sdk().payments.retrieve("pay_expensive")).toMatchObject({ total_amount });
  const [kept] = await db().select().from(purchases).where(eq(purchases.externalId, "pay_expensive"));
  expect(kept?.amount).toBe(total_amount);
});
