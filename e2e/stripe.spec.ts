import type { Page } from "@playwright/test";
import Stripe from "stripe";
import { neededRights } from "../sandbox/shop/stripe/keys";
import { address, claim, expect, type Merchant, signInToPortal, test } from "./fixtures";
import { control, expectRoles, mail, sandboxUrl, unique } from "./sandbox";

test("a merchant connects Stripe; its sales give the role, and their ends take it", async ({
  merchant,
  someone,
}) => {
  const shop = await merchant();
  const stripe = await openStripe();
  const { page } = shop;

  await test.step("an address that isn't Stripe's is refused at its field", async () => {
    await shop.open("/settings/payments");
    await page.getByRole("button", { name: "Connect a provider" }).click();
    await page.getByRole("combobox", { name: "Provider" }).click();
    await page.getByRole("option", { name: "Stripe" }).click();
    await page.getByLabel("Secret or restricted API key").fill(stripe.key);
    await page.getByText("Advanced", { exact: true }).click();
    await page.getByLabel("API URL").fill("http://10.0.0.1/v1");
    await page.getByText("Advanced", { exact: true }).click();
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(page.getByText(/^It must be https:\/\/api\.stripe\.com\./)).toBeVisible();
    await expect(page.getByLabel("API URL")).toHaveAttribute("aria-invalid", "true");
  });

  await test.step("the form names the right that the restricted key lacks", async () => {
    await page.getByLabel("API URL").fill(sandboxUrl());
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(page.getByText(/Missing: Disputes \(Read\)$/)).toBeVisible();
  });

  await test.step("with all rights the same form connects", async () => {
    await stripe.allow(neededRights);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(page.getByText("Stripe is connected")).toBeVisible();
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("heading", { name: "Stripe" })).toBeVisible();
    await expect(page.getByText("Test", { exact: true })).toBeVisible();
  });

  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const [linda, bea] = [unique("linda"), unique("bea")];

  await test.step("one customer buys through a payment link, another on the product's page", async () => {
    const lindas = await someone();
    await lindas.goto(stripe.paymentLink);
    await pay(lindas, linda);
    await expect(lindas.getByRole("heading", { name: "Thanks for your payment" })).toBeVisible();
    await claim(lindas, address(linda), linda);

    const beas = await someone();
    await beas.goto(await buyPage(shop));
    await beas.getByRole("button", { name: "Buy" }).click();
    await pay(beas, bea);
    await expect(beas.getByRole("button", { name: "Join now" })).toBeVisible();
    await claim(beas, address(bea), bea);
    for (const username of [linda, bea]) await expectRoles(server.id, username, ["Pro"]);
  });

  await test.step("a cancelled subscription: the role is removed, and the customer reads why", async () => {
    const { id } = await stripe.subscriptionOf(address(linda));
    await control(`/shop/subscriptions/${id}/cancel`, {});
    await expectRoles(server.id, linda, []);
    expect((await mail(address(linda), /has ended/)).text).toMatch(/Your\s+subscription\s+was\s+cancelled/);
  });

  await test.step("a refund of one payment of a subscription is only noted; a lost dispute ends it", async () => {
    const { payment } = await stripe.subscriptionOf(address(bea));
    await control(`/shop/payments/${payment}/refund`, { amount: 200 });
    await shop.open("/customers");
    await page.getByRole("link", { name: new RegExp(bea) }).click();
    await expect(page.getByText(/^Partly refunded/)).toHaveCount(1);
    await expectRoles(server.id, bea, ["Pro"]);
    await control(`/shop/payments/${payment}/dispute`, { outcome: "lost" });
    await expectRoles(server.id, bea, []);
  });

  await test.step("the merchant and the customer see why", async () => {
    await page.reload();
    await expect(page.getByText("Dispute lost ·")).toBeVisible();
    await shop.expectGrants(address(linda), "Pro role: revoked subscription_cancelled");
    await shop.expectGrants(address(bea), "Pro role: revoked dispute_lost");
    const portal = await signInToPortal(await someone(), address(bea));
    await portal.getByText("Ended (1)").click();
    await expect(portal.getByText(/payment was disputed and returned/).first()).toBeVisible();
  });
});

/** A Stripe account that sells Pro by the month, with a payment link, and a key that lacks one right. */
async function openStripe() {
  const { account } = await control<{ account: string }>("/shop/accounts", {
    provider: "stripe",
    name: "Corner Shop",
  });
  const monthly = [{ unit_amount: 1200, interval: "month" }];
  await control("/shop/stripe/products", { account, name: "Pro", prices: monthly });
  const link = await control<{ url: string }>("/shop/stripe/payment-links", { account, product: "Pro" });
  const lacking = neededRights.filter((right) => right !== "rak_dispute_read");
  const { key } = await control<{ key: string }>("/shop/stripe/keys", { account, rights: lacking });
  const { hostname, port } = new URL(sandboxUrl());
  const api = new Stripe(key, { host: hostname, port, protocol: "http" });
  return {
    key,
    paymentLink: link.url,
    allow: (rights: readonly string[]) => control("/shop/stripe/keys/set", { key, rights: [...rights] }),
    async subscriptionOf(email: string) {
      const { data: customers } = await api.customers.list({ email });
      const { data } = await api.subscriptions.list({ customer: customers[0]?.id ?? "" });
      const invoice = String(data[0]?.latest_invoice);
      const { data: payments } = await api.invoicePayments.list({ invoice });
      return { id: data[0]?.id, payment: payments[0]?.payment.payment_intent };
    },
  };
}

/** Fills in Stripe's Checkout. */
async function pay(page: Page, username: string): Promise<void> {
  await page.getByLabel("Email").fill(address(username));
  await page.getByLabel("Name").fill(username);
  await page.getByRole("button", { name: /^Pay/ }).click();
}

async function buyPage({ api }: Merchant): Promise<string> {
  const { items } = await api<{ items: { product_id: string }[] }>("GET", "/products");
  return `/buy/${items[0]?.product_id}`;
}
