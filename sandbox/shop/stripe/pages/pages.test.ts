import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { price, stripeWorld } from "@/test/world/stripe-world";

let at: Awaited<ReturnType<typeof stripeWorld>>;
beforeAll(async () => {
  at = await stripeWorld();
});
beforeEach(() => at.startOver());
afterAll(() => at.sandbox.close());

const carl = { email: "carl@x.test", name: "Carl" };

async function get(path: string) {
  const reply = await fetch(new URL(path, at.sandbox.url));
  return { status: reply.status, html: await reply.text(), url: reply.url };
}

async function press(path: string, form: Record<string, string>) {
  const url = new URL(path, at.sandbox.url);
  const reply = await fetch(url, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
  return { status: reply.status, html: await reply.text(), to: reply.headers.get("location") ?? "" };
}

test("a session made through the SDK is paid on its page and returns to the merchant", async () => {
  const session = await at.stripe.checkout.sessions.create({
    mode: "subscription",
    line_items: [{ price: price.pro, quantity: 2 }],
    success_url: "https://shop.test/thanks?session_id={CHECKOUT_SESSION_ID}",
    cancel_url: "https://shop.test/basket",
    subscription_data: { metadata: { order: "7" } },
  });
  const page = await get(session.url ?? "");
  expect(page.html).toContain("Pro × 2");
  expect(page.html).toContain("https://shop.test/basket");
  const declined = await press(session.url ?? "", { ...carl, card: "declined" });
  expect(declined.html).toContain("The card was declined");
  const paid = await press(session.url ?? "", { ...carl, card: "paid" });
  expect(paid.to).toBe(`https://shop.test/thanks?session_id=${session.id}`);
  const done = await at.stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
  expect(done).toMatchObject({ status: "complete", subscription: { metadata: { order: "7" } }, url: null });
  expect((await get(`/shop/stripe/checkout/${session.id}`)).html).toContain("Thanks for your payment");
});

test("a checkout whose time is over takes no payment", async () => {
  const { to } = await press("/shop/stripe/buy", { ...carl, how: "checkout", price: price.pro });
  await at.control("/shop/set", { provider: "stripe", advance_seconds: 86_400 });
  expect((await press(to, { ...carl, card: "paid" })).status).toBe(409);
  expect((await at.stripe.events.list()).data[0]?.type).toBe("checkout.session.expired");
});

test("each visitor of a payment link gets a checkout of their own", async () => {
  const { to } = await press("/shop/stripe/buy", { ...carl, how: "payment_link", price: price.lifetime });
  const [first, second] = [await get(to), await get(to)];
  expect(first.url).not.toBe(second.url);
  expect(first.html).toContain("carl@x.test");
  await press(first.url, { ...carl, card: "paid" });
  const { data } = await at.stripe.checkout.sessions.list({ status: "complete" });
  expect(data).toMatchObject([{ payment_link: to.match(/plink_\w+/)?.[0], customer: null }]);
});

test("the shop sells in other ways too, and shows what was bought", async () => {
  expect((await get("/shop/stripe")).html).toContain("Buy Lifetime");
  await press("/shop/stripe/buy", { ...carl, how: "dashboard", price: price.vip });
  await press("/shop/stripe/buy", { ...carl, how: "invoice", price: price.lifetime });
  const { html } = await get("/shop/stripe/purchases");
  expect(html).toContain("VIP");
  expect(html).toContain("$249.00");
  expect((await get("/shop/stripe/events")).html).toContain("customer.subscription.created");
  expect((await get("/shop")).html).toContain('href="/shop/stripe"');
});

test("buttons cancel, refund and dispute", async () => {
  const sold = await at.buy({ product: "Pro" });
  await press(`/shop/stripe/subscriptions/${sold.subscription_id}/cancel-at-period-end`, { by: "cancel_at" });
  const { cancel_at, cancel_at_period_end } = await at.stripe.subscriptions.retrieve(sold.subscription_id);
  expect([cancel_at === null, cancel_at_period_end]).toEqual([false, false]);
  const { data } = await at.stripe.charges.list();
  const charge = data[0]?.id ?? "";
  await press(`/shop/stripe/payments/${charge}/dispute`, { outcome: "lost", back: "/shop/stripe/purchases" });
  expect((await at.stripe.disputes.list()).data[0]?.status).toBe("lost");
  const refunded = await press(`/shop/stripe/payments/${charge}/refund`, { back: "https://elsewhere.test/" });
  expect(refunded.to).toBe("/shop");
  expect((await at.stripe.charges.retrieve(charge)).refunded).toBe(true);
});

test("the portal shows the customer's own subscriptions and the way back", async () => {
  const sold = await at.buy({ product: "Pro" });
  await at.buy({ product: "VIP", email: "cora@x.test" });
  const session = await at.stripe.billingPortal.sessions.create({
    customer: sold.customer_id ?? "",
    return_url: "https://shop.test/account",
  });
  const { html } = await get(session.url);
  expect(html).toContain(sold.subscription_id);
  expect(html).toContain("https://shop.test/account");
  expect(html).not.toContain("cora@x.test");
});
