import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { purchases } from "@/db/schema";
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
