import { describe, expect, test } from "vitest";
import { inTransaction } from "@/db/client";
import { testSandbox } from "@/e2e/harness/database";
import { system } from "@/lib/audit";
import { stripeRights } from "@/lib/payments/stripe/key";
import { neededRights } from "@/sandbox/shop/stripe/keys";
import { openStripeAccount } from "@/test/world/connection-world";
import { openWorld } from "@/test/world/merchant-world";
import { connectProvider } from "./connect-provider";
import { rotateSecret } from "./rotate-secret";
import { canReachUs, webhookUrl } from "./webhook-url";

describe("06-stripe-restricted-key", () => {
  test("the rights that the form names are enough, and the test objects are removed", async () => {
    const shop = await openStripeAccount();
    const connection = await shop.connect(await shop.restrictedKey());
    expect(connection).toMatchObject({ mode: "test", webhookId: expect.stringMatching(/^we_/) });
    const endpoints = await shop.stripe.webhookEndpoints.list();
    expect(endpoints.data.map(({ id, url }) => ({ id, url }))).toEqual([
      { id: connection.webhookId, url: webhookUrl(connection.id) },
    ]);
    const sessions = await shop.stripe.checkout.sessions.list();
    expect(sessions.data.map(({ status }) => status)).toEqual(["expired"]);
    expect(stripeRights).toHaveLength(neededRights.length);
  });

  test("a key with only products and webhooks is refused with every missing right", async () => {
    const shop = await openStripeAccount();
    const key = await shop.restrictedKey(["rak_product_read", "rak_plan_read", "rak_webhook_write"]);
    await expect(shop.connect(key)).rejects.toMatchObject({
      code: "invalid",
      fields: {
        apiKey: expect.stringMatching(
          /Customers \(Read\), Subscriptions \(Read\), Invoices \(Read\), PaymentIntents \(Read\), Charges and Refunds \(Read\), Disputes \(Read\), Events \(Read\), Checkout Sessions \(Write\)$/,
        ),
      },
    });
    expect((await shop.stripe.webhookEndpoints.list()).data).toEqual([]);
  });

  test.each([...neededRights.keys()])(
    "a key without right %i of the list is refused with that right's name",
    async (place) => {
      const shop = await openStripeAccount();
      const key = await shop.restrictedKey(neededRights.filter((_, index) => index !== place));
      const { name, level } = stripeRights[place] ?? {};
      await expect(shop.connect(key)).rejects.toThrow(`Missing: ${name} (${level})`);
    },
  );

  test("a merchant who creates the webhook by hand needs no webhook rights", async () => {
    const shop = await openStripeAccount();
    const key = await shop.restrictedKey(neededRights.slice(0, -1));
    const connection = await shop.connect(key, {
      webhookSecret: "whsec_0123456789abcdefghijklmnopqrstuvwxyz",
    });
    expect(connection.webhookId).toBeNull();
  });
});

test.each([
  ["pk_test_51abc", /publishable/],
  ["sk_org_51abc", /organization/],
  ["whsec_51abcdef", /restricted key/],
  ["sk_elsewhere_1234567", /restricted key/],
])("%s is refused with an explanation", async (apiKey, words) => {
  const shop = await openStripeAccount();
  await expect(shop.connect(apiKey)).rejects.toMatchObject({
    code: "invalid",
    fields: { apiKey: expect.stringMatching(words) },
  });
});

test("an account with too many endpoints says what to do", async () => {
  const shop = await openStripeAccount();
  for (let made = 0; made < 16; made++)
    await shop.stripe.webhookEndpoints.create({ url: "https://elsewhere.test", enabled_events: ["*"] });
  await expect(shop.connect()).rejects.toThrow(/as many webhook endpoints as Stripe allows.*delete one/);
});

test("the same account can't be connected twice, even with another key", async () => {
  const shop = await openStripeAccount();
  await shop.connect(shop.secretKey, { name: "Main shop" });
  await expect(shop.connect(await shop.restrictedKey())).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("“Main shop”"),
  });
  expect((await shop.stripe.webhookEndpoints.list()).data).toHaveLength(1);
});

test("test and live mode of one account are two connections", async () => {
  const shop = await openStripeAccount();
  await shop.connect();
  const live = await openStripeAccount({ id: shop.accountId, livemode: true });
  const connection = await live.connect(live.secretKey, { businessId: shop.businessId });
  expect(connection.mode).toBe("live");
});

test("connecting Dodo creates a webhook and stores the business, which can't be connected twice", async () => {
  const { businessId, connection, account, apiKey } = await openWorld();
  expect(connection).toMatchObject({ mode: "test", externalBusinessId: account });
  const again = connectProvider({
    businessId,
    provider: "dodo",
    name: "Again",
    apiKey,
    baseUrl: `${testSandbox().url}/dodo`,
    webhookSecret: null,
    externalBusinessId: null,
    actor: { kind: "person", id: "usr_1", label: "mona@demo.test" },
  });
  await expect(again).rejects.toMatchObject({ code: "conflict" });
});

test("a malformed signing secret is refused in the provider's own words", async () => {
  const { businessId, connection } = await openWorld();
  await expect(
    inTransaction((tx) => rotateSecret(tx, businessId, connection.id, "whsec_short", system)),
  ).rejects.toMatchObject({ fields: { webhookSecret: expect.stringContaining("Dodo Payments") } });
});

test.each([
  ["stripe", null, false],
  ["stripe", "https://api.stripe.com", false],
  ["stripe", "http://localhost:4000/stripe", true],
  ["dodo", "https://test.dodopayments.com", false],
  ["dodo", null, true],
  ["paddle", null, false],
])("at a localhost APP_URL, %s at %s can reach us: %s", (provider, baseUrl, reaches) => {
  expect(canReachUs({ provider, baseUrl })).toBe(reaches);
});
