import { expect, test } from "vitest";
import { openApiWorld, sdk, world } from "@/test/world/api-world";
import { connectProvider } from "@/test/world/purchase-world";

// The published SDKs test each method with every parameter that it has, zeros included. What they send there is taken.
openApiWorld();

const role = () => ({
  name: "name",
  integration_type: "discord" as const,
  integration_config: { guild_id: world.guildId, role_id: world.roleId },
});
const pages = { page_number: 0, page_size: 0 };
const past = "2019-12-27T18:11:19.117Z";
const created = { created_at_gte: past, created_at_lte: past };

test("entitlements and grants", async () => {
  const { entitlements } = sdk();
  const described = { ...role(), description: "description", metadata: { foo: "string" } };
  const { id } = await entitlements.create(described);
  const { integration_type: _, ...changes } = described;
  expect(await entitlements.update(id, changes)).toMatchObject(described);
  expect(await entitlements.update(id, {})).toMatchObject(described);
  expect(await entitlements.list({ integration_type: "discord", ...pages })).toMatchObject({ items: [] });
  const grants = await entitlements.grants.list(id, {
    customer_id: "customer_id",
    status: "Pending",
    ...pages,
  });
  expect(grants.items).toEqual([]);
});

test("products", async () => {
  const { entitlements, products } = sdk();
  const { id } = await entitlements.create(role());
  const settings = {
    name: "name",
    price: {
      type: "one_time_price",
      currency: "AED",
      price: 0,
      discount: 0,
      purchasing_power_parity: true,
      pay_what_you_want: true,
      suggested_price: 0,
      tax_inclusive: true,
    },
    tax_category: "digital_products",
    addons: ["string"],
    brand_id: "brand_id",
    description: "description",
    entitlements: [{ entitlement_id: id }],
    license_key_activation_message: "license_key_activation_message",
    license_key_activations_limit: 0,
    license_key_duration: { count: 0, interval: "Day" },
    license_key_enabled: true,
    metadata: { foo: "string" },
    pricing_mode: "by_currency",
  } as const;
  const product = await products.create({
    ...settings,
    addons: [...settings.addons],
    entitlements: [...settings.entitlements],
  });
  expect(product).toMatchObject({ name: "name", price: settings.price, entitlements: [{ id }] });
  const image_id = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
  expect(await products.update(product.product_id, { name: "name", image_id })).toBeNull();
  const listed = await products.list({ archived: true, brand_id: "brand_id", recurring: true, ...pages });
  expect(listed.items).toEqual([]);
});

test("customers, payments and subscriptions", async () => {
  await connectProvider(world.businessId);
  const { customers, payments, subscriptions } = sdk();
  const person = { name: "name", metadata: { foo: "string" }, phone_number: "phone_number" };
  const made = await customers.create({ ...person, email: "shapes@example.com" });
  expect(made).toMatchObject(person);
  const changed = await customers.update(made.customer_id, { ...person, email: "shaped@example.com" });
  expect(changed).toMatchObject({ ...person, email: "shaped@example.com" });
  const found = await customers.list({ email: "email", name: "name", ...created, ...pages });
  expect(found.items).toEqual([]);
  const grants = await customers.listEntitlementGrants(made.customer_id, {
    integration_type: "discord",
    status: "Pending",
    ...pages,
  });
  expect(grants.items).toEqual([]);
  const bought = {
    brand_id: "brand_id",
    customer_id: "customer_id",
    product_id: "product_id",
    ...created,
    ...pages,
  };
  const payment = { currency: "AED", status: "succeeded", subscription_id: "subscription_id" } as const;
  expect((await payments.list({ ...bought, ...payment })).items).toEqual([]);
  const subscription = { cancel_at_next_billing_date: true, status: "pending" } as const;
  expect((await subscriptions.list({ ...bought, ...subscription })).items).toEqual([]);
});

test("webhooks: a rate limit or a page size of 0 is none of its own", async () => {
  const { webhooks } = sdk();
  const settings = {
    description: "description",
    disabled: true,
    filter_types: ["payment.succeeded" as const],
    metadata: { foo: "string" },
    rate_limit: 0,
  };
  const made = await webhooks.create({
    ...settings,
    url: "https://example.com/hook",
    headers: { foo: "string" },
    idempotency_key: "idempotency_key",
  });
  const shown = { ...settings, rate_limit: null };
  expect(made).toMatchObject(shown);
  await webhooks.update(made.id, { rate_limit: 5 });
  const url = "https://example.com/other";
  expect(await webhooks.update(made.id, { ...settings, url })).toMatchObject({ ...shown, url });
  await webhooks.headers.update(made.id, { headers: { "x-api-key": "k" } });
  expect(await webhooks.update(made.id, { url })).toMatchObject({ dropped_headers: [] });
  expect(await webhooks.update(made.id, { url: "https://elsewhere.example/" })).toMatchObject({
    dropped_headers: ["x-api-key"],
  });
  expect((await webhooks.list({ limit: 0 })).data.map(({ id }) => id)).toEqual([made.id]);
  expect((await webhooks.list({ iterator: "iterator", limit: 0 })).data).toBeInstanceOf(Array);
});
