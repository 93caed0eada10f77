import DodoPayments from "dodopayments";
import { address, claim, expect, lifetime, type Merchant, pro, test } from "./fixtures";
import { appUrl, expectRoles, unique } from "./sandbox";

// The published SDK as a merchant's program uses it, against the running server.
test.describe.configure({ mode: "parallel", timeout: 60_000 });

/** Counts its requests, so that a test can see retries. */
function sdk(key: string) {
  const sent = { requests: 0 };
  const counting: typeof fetch = (...call) => {
    sent.requests++;
    return fetch(...call);
  };
  const baseURL = `${appUrl()}/api`;
  return { sent, client: new DodoPayments({ bearerToken: key, baseURL, webhookKey: null, fetch: counting }) };
}

async function withServer(merchant: () => Promise<Merchant>) {
  const shop = await merchant();
  const server = await shop.connectServer("Pro");
  const integration_config = { guild_id: server.id, role_id: server.roles.Pro };
  const role = { name: "Pro role", integration_type: "discord", integration_config } as const;
  return { shop, server, role, ...sdk(shop.key) };
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

test("entitlements are created, read, changed, listed and deleted", async ({ merchant }) => {
  const { client, role } = await withServer(merchant);
  const made = await client.entitlements.create({ ...role, metadata: { tier: 2 } });
  expect(made).toMatchObject({ ...role, is_active: true, metadata: { tier: 2 } });
  expect(await client.entitlements.retrieve(made.id)).toEqual(made);
  expect(await client.entitlements.update(made.id, { name: "Members" })).toMatchObject({ name: "Members" });
  const { items } = await client.entitlements.list({ integration_type: "discord" });
  expect(items.map(({ id, name }) => [id, name])).toEqual([[made.id, "Members"]]);
  await client.entitlements.delete(made.id);
  await expect(client.entitlements.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
});

test("a customer's grant is listed as delivered, and revoking it through the SDK removes the role", async ({
  merchant,
  someone,
}) => {
  const { shop, server, client, role } = await withServer(merchant);
  const { id } = await client.entitlements.create(role);
  const ada = unique("ada");
  await shop.api("POST", `/entitlements/${id}/grants`, { email: address(ada) });
  await claim(await someone(), address(ada), ada);
  await expectRoles(server.id, ada, ["Pro"]);
  const delivered = async () => (await client.entitlements.grants.list(id, { status: "Delivered" })).items;
  await expect.poll(async () => (await delivered()).length).toBe(1);
  const [grant] = await delivered();
  const revoked = await client.entitlements.grants.revoke(grant?.id ?? "", { id });
  expect(revoked).toMatchObject({ revocation_reason: "manual" });
  await expectRoles(server.id, ada, []);
  await expect.poll(async () => (await client.entitlements.grants.list(id)).items[0]?.status).toBe("Revoked");
});

test("products are created, read, changed, listed, archived and unarchived", async ({ merchant }) => {
  const { client, role } = await withServer(merchant);
  const { id } = await client.entitlements.create(role);
  const gives = [{ entitlement_id: id }];
  const { product_id } = await client.products.create({
    name: "Pro",
    price: monthly,
    tax_category: "saas",
    entitlements: gives,
  });
  await client.products.update(product_id, { name: "Pro+" });
  const read = await client.products.retrieve(product_id);
  expect(read).toMatchObject({
    name: "Pro+",
    is_recurring: true,
    price: { price: 1900 },
    entitlements: [{ id }],
  });
  const names = async (archived: boolean) =>
    (await client.products.list({ archived })).items.map(({ name }) => name);
  expect([await names(false), await names(true)]).toEqual([["Pro+"], []]);
  await client.products.archive(product_id);
  expect([await names(false), await names(true)]).toEqual([[], ["Pro+"]]);
  await client.products.unarchive(product_id);
  expect([await names(false), await names(true)]).toEqual([["Pro+"], []]);
});

test("customers are created, read, changed and listed, with what they have and a link into the portal", async ({
  merchant,
  someone,
}) => {
  const { shop, client, role } = await withServer(merchant);
  const email = address(unique("abe"));
  const { customer_id } = await client.customers.create({ email, name: "Abe" });
  const changed = await client.customers.update(customer_id, { name: "Abraham" });
  expect(await client.customers.retrieve(customer_id)).toEqual(changed);
  expect((await client.customers.list({ email })).items).toEqual([changed]);
  const { id } = await client.entitlements.create(role);
  const { id: grant_id } = await shop.api("POST", `/entitlements/${id}/grants`, { customer_id });
  expect((await client.customers.listEntitlements(customer_id)).items).toMatchObject([
    { grant_id, entitlement_id: id, entitlement_name: "Pro role" },
  ]);
  const pending = await client.customers.listEntitlementGrants(customer_id, { status: "Pending" });
  expect(pending.items).toMatchObject([{ id: grant_id, status: "Pending" }]);

  const { link } = await client.customers.customerPortal.create(customer_id);
  const page = await someone();
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Pro role").first()).toBeVisible();
});

test("webhook endpoints are created, read, changed, listed page by page, and deleted", async ({
  merchant,
}) => {
  const { client } = sdk((await merchant()).key);
  const url = "https://example.com/hook";
  const made = await client.webhooks.create({ url, filter_types: ["entitlement_grant.delivered"] });
  expect(await client.webhooks.retrieve(made.id)).toEqual(made);
  const changed = await client.webhooks.update(made.id, { description: "First", disabled: true });
  expect(changed).toMatchObject({ url, description: "First", disabled: true });
  expect((await client.webhooks.retrieveSecret(made.id)).secret).toMatch(/^whsec_/);
  await client.webhooks.headers.update(made.id, {
    headers: { "X-Source": "shop", Authorization: "Bearer x" },
  });
  expect(await client.webhooks.headers.retrieve(made.id)).toEqual({
    headers: { "x-source": "shop" },
    sensitive: ["authorization"],
  });
  const more = [];
  for (const path of ["two", "three"])
    more.push((await client.webhooks.create({ url: `https://example.com/${path}` })).id);
  const listed: string[] = [];
  for await (const { id } of client.webhooks.list({ limit: 1 })) listed.push(id);
  expect(listed).toEqual([...more.reverse(), made.id]);
  await client.webhooks.delete(made.id);
  await expect(client.webhooks.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
});

test("subscriptions and payments read as the provider reported them", async ({ merchant }) => {
  const shop = await merchant();
  const { client } = sdk(shop.key);
  await shop.connectShop(pro, lifetime);
  const email = address(unique("ali"));
  const monthlySale = await shop.buy("Pro", email);
  const once = await shop.buy("Lifetime", email);
  await expect.poll(async () => (await client.payments.list()).items.length).toBe(2);
  const subscription_id = monthlySale.subscription_id ?? "";
  await expect
    .poll(async () => (await client.subscriptions.list({ status: "active" })).items)
    .toMatchObject([{ subscription_id }]);
  expect(await client.subscriptions.retrieve(subscription_id)).toMatchObject({
    status: "active",
    recurring_pre_tax_amount: 1200,
    customer: { email },
  });
  expect((await client.payments.list({ subscription_id })).items).toMatchObject([
    { payment_id: monthlySale.payment_id },
  ]);
  expect(await client.payments.retrieve(once.payment_id)).toMatchObject({
    status: "succeeded",
    total_amount: 1200,
    customer: { email },
  });
});

test("a refusal has a code and a message, and is not retried", async ({ merchant }) => {
  const { client, sent } = sdk((await merchant()).key);
  const nowhere = { integration_type: "discord", integration_config: { guild_id: "1" } } as const;
  await expect(client.entitlements.create({ name: "Pro", ...nowhere })).rejects.toMatchObject({
    status: 422,
    error: { code: "INVALID_REQUEST_BODY", message: expect.any(String) },
  });
  expect(sent.requests).toBe(1);
  await expect(client.entitlements.retrieve("ent_nobody")).rejects.toMatchObject({
    status: 404,
    error: { code: expect.stringMatching(/NOT_FOUND/), message: expect.stringMatching(/not found/i) },
  });
  expect(sent.requests).toBe(2);
  await expect(sdk("gh_wrong").client.products.list()).rejects.toMatchObject({
    status: 401,
    error: { code: expect.any(String), message: expect.any(String) },
  });
});

test.describe("the address for purchase events", () => {
  for (const method of ["GET", "HEAD", "PUT", "DELETE"])
    test(`refuses ${method}`, async () => {
      const answer = await fetch(`${appUrl()}/api/hooks/payments/con_nobody`, { method });
      expect(answer.status).toBe(405);
    });
});
