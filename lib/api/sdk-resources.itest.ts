import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { customers, deliveries, signInLinks } from "@/db/schema";
import { newId } from "@/lib/ids";
import { saveProduct } from "@/lib/payments/save-product";
import { call, openApiWorld, sdk, world } from "@/test/world/api-world";
import { connectProvider } from "@/test/world/purchase-world";

openApiWorld();

async function entitlement(name = "Pro role"): Promise<string> {
  const integration_config = { guild_id: world.guildId, role_id: world.roleId };
  return (await sdk().entitlements.create({ name, integration_type: "discord", integration_config })).id;
}

const monthly = {
  type: "recurring_price",
  price: 1900,
  currency: "USD",
  discount: 0,
  purchasing_power_parity: false,
  payment_frequency_count: 1,
  payment_frequency_interval: "Month",
  subscription_period_count: 1,
  subscription_period_interval: "Year",
} as const;

test("products: create, retrieve, update with entitlements, list, archive, unarchive", async () => {
  const client = sdk();
  const [pro, vip] = [await entitlement(), await entitlement("VIP")];
  const made = await client.products.create({
    name: "Pro",
    price: monthly,
    tax_category: "saas",
    entitlements: [{ entitlement_id: pro }],
  });
  expect(made).toMatchObject({
    name: "Pro",
    is_recurring: true,
    tax_category: "saas",
    price: { price: 1900 },
  });
  expect(made.entitlements).toMatchObject([{ id: pro, name: "Pro role", integration_type: "discord" }]);
  await client.products.update(made.product_id, { name: "Pro+", entitlements: [{ entitlement_id: vip }] });
  const read = await client.products.retrieve(made.product_id);
  expect(read.name).toBe("Pro+");
  expect(read.entitlements.map(({ id }) => id)).toEqual([vip]);
  await client.products.update(made.product_id, { description: "All of it" });
  expect((await client.products.retrieve(made.product_id)).entitlements).toHaveLength(1);
  await client.products.update(made.product_id, { entitlements: [] });
  expect((await client.products.retrieve(made.product_id)).entitlements).toEqual([]);

  const ids = async (query: { archived?: boolean; recurring?: boolean }) =>
    (await client.products.list({ page_size: 100, ...query })).items.map(({ product_id }) => product_id);
  expect(await ids({})).toContain(made.product_id);
  expect(await ids({ recurring: false })).not.toContain(made.product_id);
  await client.products.archive(made.product_id);
  expect(await ids({})).not.toContain(made.product_id);
  expect(await ids({ archived: true })).toContain(made.product_id);
  await client.products.unarchive(made.product_id);
  expect(await ids({})).toContain(made.product_id);
});

test("products: a price comes back as it was sent", async () => {
  const made = await sdk().products.create({ name: "Yearly", price: monthly, tax_category: "e_book" });
  expect(made).toMatchObject({ price: monthly, tax_category: "e_book" });
  const { price: _, ...read } = await sdk().products.retrieve(made.product_id);
  expect(read).toMatchObject({ tax_category: "e_book", prices: [] });
  const longer = { ...monthly, payment_frequency_count: 3, subscription_period_count: 10 };
  await sdk().products.update(made.product_id, { price: longer });
  expect(await sdk().products.retrieve(made.product_id)).toMatchObject({ price: longer });
  const { items } = await sdk().products.list({ page_size: 1 });
  expect(items).toMatchObject([{ product_id: made.product_id, price_detail: longer }]);
});

test("products: only currencies of ISO 4217 are taken", async () => {
  for (const [currency, status] of [
    ["QQQ", 422],
    ["usd", 422],
    ["UYI", 200],
  ]) {
    const price = { type: "one_time_price", price: 5, currency };
    const answer = await call("POST", "/products", { body: { name: "P", price, tax_category: "saas" } });
    expect(answer.status).toBe(status);
    if (status === 422)
      expect(answer.body.fields).toEqual({ "price.currency": "must be a currency of ISO 4217, like USD" });
  }
});

test("products: one has its default price and every other; what nobody said is neutral", async () => {
  const { connectionId, productId } = await connectProvider(world.businessId);
  expect(await sdk().products.retrieve(productId)).toMatchObject({
    tax_category: "digital_products",
    price: { type: "recurring_price", price: 0, currency: "USD", subscription_period_interval: "Month" },
    prices: [],
  });
  const price = (externalId: string, amount: number, archived = false) => ({
    externalId,
    amount,
    archived,
    name: null,
    currency: "EUR",
    interval: "Month" as const,
    intervalCount: 1,
  });
  const product = {
    externalId: `theirs_${productId}`,
    name: "Pro",
    description: null,
    taxCategory: "saas",
    priceAmount: 900,
    currency: "EUR",
    interval: "Month" as const,
    intervalCount: 1,
    prices: [price("price_new", 900), price("price_old", 700, true)],
  };
  const { businessId } = world;
  await inTransaction((tx) => saveProduct(tx, { id: connectionId, businessId }, product));
  const { body: read } = await call("GET", `/products/${productId}`);
  expect(read).toMatchObject({ price: { price: 900, currency: "EUR" }, tax_category: "saas" });
  expect(read.prices).toMatchObject([
    { external_id: "price_new", amount: 900, currency: "EUR", interval: "Month", archived: false },
    { external_id: "price_old", amount: 700, archived: true },
  ]);

  const [{ id: only = "" } = {}] = read.prices as { id: string }[];
  const pro = await entitlement();
  const give = (price_ids?: unknown) =>
    call("PATCH", `/products/${productId}`, {
      body: { entitlements: [{ entitlement_id: pro, ...(price_ids !== undefined && { price_ids }) }] },
    });
  const given = async () => (await call("GET", `/products/${productId}`)).body.entitlements;
  for (const [wanted, price_ids] of [
    [undefined, null],
    [[only], [only]],
    [undefined, [only]],
    [null, null],
  ]) {
    expect((await give(wanted)).status).toBe(204);
    expect(await given()).toMatchObject([{ id: pro, price_ids }]);
  }
  expect(await give(["price_of_another"])).toMatchObject({ status: 422 });
  expect(await give([])).toMatchObject({ status: 422 });
});

test("products: a usage-based price and an unknown entitlement are refused", async () => {
  const usage = { ...monthly, type: "usage_based_price", fixed_price: 0 } as const;
  const refused = sdk().products.create({ name: "Metered", price: usage, tax_category: "saas" });
  await expect(refused).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("usage-based"),
  });
  const [before] = (await sdk().products.list({ page_size: 1 })).items;
  const unknown = sdk().products.create({
    name: "Nothing",
    price: { type: "one_time_price", price: 5, currency: "EUR" },
    tax_category: "saas",
    entitlements: [{ entitlement_id: "ent_nobody" }],
  });
  await expect(unknown).rejects.toMatchObject({ status: 404 });
  expect((await sdk().products.list({ page_size: 1 })).items[0]).toEqual(before);
});

test("customers: create, retrieve, update, list, what they have, portal session", async () => {
  const client = sdk();
  const made = await client.customers.create({
    email: "Carl@Example.com",
    name: "Carl",
    metadata: { vip: true },
  });
  expect(made).toMatchObject({ email: "carl@example.com", name: "Carl", metadata: { vip: true } });
  expect(await client.customers.create({ email: "carl@example.com", name: "Carl" })).toMatchObject({
    customer_id: made.customer_id,
  });
  expect(await client.customers.retrieve(made.customer_id)).toMatchObject({ name: "Carl" });
  const changed = await client.customers.update(made.customer_id, {
    name: "Carla",
    phone_number: "+49 30 1",
  });
  expect(changed).toMatchObject({ name: "Carla", phone_number: "+49 30 1", email: "carl@example.com" });
  expect((await client.customers.list({ email: "carl@example.com" })).items).toEqual([changed]);
  expect(
    (await client.customers.list({ name: "arl", created_at_gte: "2100-01-01T00:00:00Z" })).items,
  ).toEqual([]);

  const id = await entitlement();
  const { body: grant } = await call("POST", `/entitlements/${id}/grants`, {
    body: { customer_id: made.customer_id },
  });
  expect((await client.customers.listEntitlements(made.customer_id)).items).toMatchObject([
    { grant_id: grant.id, entitlement_id: id, entitlement_name: "Pro role", status: "pending" },
  ]);
  const grants = await client.customers.listEntitlementGrants(made.customer_id, { status: "Pending" });
  expect(grants.items).toMatchObject([{ id: grant.id, status: "Pending" }]);
  const none = await client.customers.listEntitlementGrants(made.customer_id, { integration_type: "github" });
  expect(none.items).toEqual([]);

  const { link } = await client.customers.customerPortal.create(made.customer_id, {
    send_email: true,
    return_url: "https://shop.example.com/account",
  });
  expect(link).toMatch(/^http:\/\/localhost:9\/portal\/session\/[\w-]{43}$/);
  const [kept] = await db().select().from(signInLinks).where(eq(signInLinks.customerId, made.customer_id));
  expect(kept?.returnUrl).toBe("https://shop.example.com/account");
  const evil = call(
    "POST",
    `/customers/${made.customer_id}/customer-portal/session?return_url=javascript:alert(1)`,
  );
  expect(await evil).toMatchObject({ status: 422, body: { code: "INVALID_QUERY_PARAMS" } });
});

test("customers and products are found by the payment provider's id too", async () => {
  const { connectionId, productId } = await connectProvider(world.businessId);
  const id = newId("customer");
  await db()
    .insert(customers)
    .values({ id, businessId: world.businessId, connectionId, externalId: "cus_theirs", email: "x@y.zz" });
  expect(await sdk().customers.retrieve("cus_theirs")).toMatchObject({
    customer_id: id,
    external_id: "cus_theirs",
  });
  const product = await sdk().products.retrieve(`theirs_${productId}`);
  expect(product).toMatchObject({ product_id: productId, external_id: `theirs_${productId}` });
  const renamed = sdk().products.update(productId, { name: "Mine" });
  await expect(renamed).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("payment provider"),
  });
  const gives = await sdk().products.update(productId, {
    entitlements: [{ entitlement_id: await entitlement() }],
  });
  expect(gives).toBeNull();
});

test("webhooks: create, retrieve, update, list with iterator, secret, headers, delete", async () => {
  const client = sdk();
  const made = await client.webhooks.create({
    url: "https://example.com/hook",
    description: "First",
    filter_types: ["entitlement_grant.delivered"],
    headers: { "X-Source": "gatehouse" },
  });
  expect(made).toMatchObject({ url: "https://example.com/hook", disabled: false, status_spelling: "sdk" });
  expect(await client.webhooks.retrieve(made.id)).toEqual(made);
  const changed = await client.webhooks.update(made.id, {
    disabled: true,
    rate_limit: 5,
    filter_types: null,
  });
  expect(changed).toMatchObject({ disabled: true, rate_limit: 5, filter_types: null, description: "First" });
  const { secret } = await client.webhooks.retrieveSecret(made.id);
  expect(secret).toMatch(/^whsec_/);
  await client.webhooks.headers.update(made.id, { headers: { Authorization: "Bearer x" } });
  expect(await client.webhooks.headers.retrieve(made.id)).toEqual({
    headers: { "x-source": "gatehouse" },
    sensitive: ["authorization"],
  });
  const own = await call("POST", "/webhooks", { body: { url: "https://example.com/two" } });
  expect(own.body).toMatchObject({ status_spelling: "own" });
  const listed: string[] = [];
  for await (const { id } of client.webhooks.list({ limit: 1 })) listed.push(id);
  expect(listed).toEqual([own.body.id, made.id]);
  await client.webhooks.delete(made.id);
  await expect(client.webhooks.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  expect(await db().select().from(deliveries)).toEqual([]);
});

test("a webhook endpoint can't have a private address or an unknown event type", async () => {
  const refused = (body: object) => call("POST", "/webhooks", { body });
  expect(await refused({ url: "https://169.254.169.254/" })).toMatchObject({
    status: 422,
    body: { fields: { url: expect.any(String) } },
  });
  const unknown = await refused({
    url: "https://example.com/",
    filter_types: ["entitlement_grant.exploded"],
  });
  expect(unknown).toMatchObject({ status: 422, body: { fields: { filter_types: expect.any(String) } } });
});
