import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { price, product, stripeWorld } from "@/test/world/stripe-world";

let at: Awaited<ReturnType<typeof stripeWorld>>;
beforeAll(async () => {
  at = await stripeWorld();
});
beforeEach(() => at.startOver());
afterAll(() => at.sandbox.close());

test("a one-time sale by card is a guest's, with the metadata where each was put", async () => {
  const sold = await at.buy({ product: "Lifetime", metadata: { order: "7" } });
  const session = await at.stripe.checkout.sessions.retrieve(sold.session_id);
  expect(session).toMatchObject({
    status: "complete",
    payment_status: "paid",
    customer: null,
    payment_intent: sold.payment_id,
    metadata: { order: "7" },
    customer_details: { email: "carl@x.test" },
  });
  expect(await at.stripe.paymentIntents.retrieve(sold.payment_id)).toMatchObject({
    status: "succeeded",
    metadata: { order: "7" },
  });
  expect(await at.types(sold.events)).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
  ]);
});

test("a payment link's sale names the link and carries none of our metadata", async () => {
  const sold = await at.buy({ product: "Lifetime", how: "payment_link", metadata: { order: "7" } });
  const session = await at.stripe.checkout.sessions.retrieve(sold.session_id, { expand: ["payment_link"] });
  expect(session).toMatchObject({ metadata: {}, payment_link: { id: sold.payment_link_id, active: true } });
  const { data } = await at.stripe.paymentLinks.listLineItems(sold.payment_link_id);
  expect(data[0]?.price?.id).toBe(price.lifetime);
  const again = await at.buy({
    product: "Lifetime",
    how: "payment_link",
    payment_link: sold.payment_link_id,
  });
  expect(again.payment_link_id).toBe(sold.payment_link_id);
});

test("a subscription through Checkout is made after the payment, tied by the invoice alone", async () => {
  const sold = await at.buy({ product: "Pro" });
  const subscription = await at.stripe.subscriptions.retrieve(sold.subscription_id);
  expect(subscription).toMatchObject({ status: "active", latest_invoice: sold.invoice_id });
  expect(subscription).not.toHaveProperty("current_period_end");
  expect(subscription.items.data[0]).toMatchObject({ price: { id: price.pro }, plan: { id: price.pro } });
  const invoice = await at.stripe.invoices.retrieve(sold.invoice_id, { expand: ["payments"] });
  expect(invoice).toMatchObject({
    status: "paid",
    billing_reason: "subscription_create",
    parent: { subscription_details: { subscription: sold.subscription_id } },
    payments: { data: [{ payment: { payment_intent: sold.payment_id } }] },
    lines: { data: [{ pricing: { price_details: { price: price.pro, product: product.pro } } }] },
  });
  const types = await at.types(sold.events);
  expect(types).toEqual([
    "customer.created",
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "invoice.created",
    "invoice.finalized",
    "invoice.updated",
    "invoice.paid",
    "invoice.payment_succeeded",
    "invoice_payment.paid",
    "customer.subscription.created",
    "checkout.session.completed",
  ]);
});

test("a subscription made in the dashboard has no session and becomes active in the same second", async () => {
  const sold = await at.buy({ product: "Pro", how: "dashboard", email: null });
  expect(sold.session_id).toBeNull();
  const customer = await at.stripe.customers.retrieve(sold.customer_id ?? "");
  expect(customer).toMatchObject({ email: null });
  const events = await Promise.all(sold.events.map((id) => at.stripe.events.retrieve(id)));
  const subscriptionEvents = events.filter(({ type }) => type.startsWith("customer.subscription."));
  expect(subscriptionEvents).toMatchObject([
    { type: "customer.subscription.created", data: { object: { status: "incomplete" } } },
    {
      type: "customer.subscription.updated",
      data: { object: { status: "active" }, previous_attributes: { status: "incomplete" } },
    },
  ]);
  const declined = await at.buy({ product: "Pro", how: "dashboard", declined: true });
  const { subscription } = await at.step(declined.subscription_id, "incomplete-expire");
  expect(subscription.status).toBe("incomplete_expired");
});

test("an invoice by hand is a sale with no parent; out of band it has no payment either", async () => {
  const sold = await at.buy({ product: "Lifetime", how: "invoice" });
  expect(await at.stripe.invoices.retrieve(sold.invoice_id)).toMatchObject({
    parent: null,
    billing_reason: "manual",
    status: "paid",
    customer_email: "carl@x.test",
  });
  const other = await at.buy({ product: "Lifetime", how: "invoice", out_of_band: true });
  expect(other.payment_id).toBeNull();
  expect((await at.stripe.invoicePayments.list({ invoice: other.invoice_id })).data).toEqual([]);
});

test("a subscription by sent invoice is active before anything is paid", async () => {
  const sold = await at.buy({ product: "Pro", how: "send_invoice" });
  expect((await at.stripe.subscriptions.retrieve(sold.subscription_id)).status).toBe("active");
  expect((await at.stripe.invoices.retrieve(sold.invoice_id)).status).toBe("open");
  expect((await at.step(sold.subscription_id, "overdue")).subscription.status).toBe("past_due");
  expect((await at.step(sold.subscription_id, "activate")).subscription.status).toBe("active");
  expect((await at.stripe.invoices.retrieve(sold.invoice_id)).status).toBe("paid");
});

test("a free order has no payment intent and makes a customer", async () => {
  const sold = await at.buy({ product: "Lifetime", how: "free" });
  expect(sold.customer_id).toMatch(/^cus_/);
  expect(await at.stripe.checkout.sessions.retrieve(sold.session_id)).toMatchObject({
    payment_status: "no_payment_required",
    payment_intent: null,
    amount_total: 0,
    amount_subtotal: 24_900,
  });
  const subscribed = await at.buy({ product: "Pro", how: "free" });
  expect(subscribed.payment_id).toBeNull();
  expect((await at.stripe.invoices.retrieve(subscribed.invoice_id)).amount_paid).toBe(0);
});

test("several items, quantities, and a one-time line beside a subscription", async () => {
  const sold = await at.buy({
    items: [{ product: "Pro", quantity: 3 }, { product: "VIP" }, { product: "Lifetime" }],
  });
  const { items } = await at.stripe.subscriptions.retrieve(sold.subscription_id);
  expect(items.data.map((item) => [item.price.id, item.quantity])).toEqual([
    [price.pro, 3],
    [price.vip, 1],
  ]);
  const lines = await at.stripe.checkout.sessions.listLineItems(sold.session_id);
  expect(lines.data.map((line) => line.price?.id)).toEqual([price.pro, price.vip, price.lifetime]);
  expect((await at.stripe.invoices.listLineItems(sold.invoice_id)).data).toHaveLength(3);
  const listed = await at.stripe.subscriptionItems.list({ subscription: sold.subscription_id });
  expect(listed.data).toHaveLength(2);
});

test("a slow payment method: unpaid at first, then paid or failed", async () => {
  for (const paid of [true, false]) {
    const sold = await at.buy({ product: "Lifetime", delayed: true });
    const session = () => at.stripe.checkout.sessions.retrieve(sold.session_id);
    expect(await session()).toMatchObject({ status: "complete", payment_status: "unpaid" });
    const { events } = await at.control<{ events: string[] }>(`/shop/sessions/${sold.session_id}/settle`, {
      paid,
    });
    expect((await session()).payment_status).toBe(paid ? "paid" : "unpaid");
    expect(await at.types(events)).toContain(
      `checkout.session.async_payment_${paid ? "succeeded" : "failed"}`,
    );
  }
});

test("a declined card leaves the checkout open and no subscription", async () => {
  const sold = await at.buy({ product: "Pro", declined: true });
  expect(sold.subscription_id).toBeNull();
  expect((await at.stripe.checkout.sessions.retrieve(sold.session_id)).status).toBe("open");
  expect(await at.types(sold.events)).toContain("charge.failed");
});

test("a bare payment intent names no price", async () => {
  const sold = await at.buy({ product: "Lifetime", how: "payment_intent", metadata: { sku: "life" } });
  expect(await at.stripe.paymentIntents.retrieve(sold.payment_id)).toMatchObject({
    metadata: { sku: "life" },
  });
  expect((await at.stripe.checkout.sessions.list({ payment_intent: sold.payment_id })).data).toEqual([]);
});

test("Checkout can write an invoice for a one-time sale: one payment, two events that say it", async () => {
  const sold = await at.buy({ product: "Lifetime", create_invoice: true, create_customer: true });
  const { data } = await at.stripe.invoicePayments.list({ invoice: sold.invoice_id });
  expect(data[0]?.payment.payment_intent).toBe(sold.payment_id);
  expect(await at.types(sold.events)).toEqual(
    expect.arrayContaining(["invoice.paid", "checkout.session.completed"]),
  );
});

test("products and prices: added, archived, renamed, each with its event", async () => {
  const made = await at.control<{ product: { id: string }; prices: { id: string }[]; events: string[] }>(
    "/shop/stripe/products",
    {
      name: "Gold",
      prices: [
        { unit_amount: 500, interval: "month" },
        { unit_amount: 5000, interval: "year" },
      ],
    },
  );
  expect(await at.types(made.events)).toEqual([
    "product.created",
    "price.created",
    "price.created",
    "product.updated",
  ]);
  expect((await at.stripe.prices.list({ product: made.product.id })).data).toHaveLength(2);
  const sold = await at.buy({ product: "gold" });
  expect(sold.price_id).toBe(made.prices[0]?.id);
  const { events } = await at.control<{ events: string[] }>(
    `/shop/stripe/prices/${made.prices[0]?.id}/archive`,
  );
  expect(await at.stripe.events.retrieve(events[0] ?? "")).toMatchObject({
    type: "price.updated",
    data: { object: { active: false }, previous_attributes: { active: true } },
  });
  const renamed = await at.control<{ events: string[] }>(`/shop/stripe/products/${made.product.id}`, {
    name: "Golden",
  });
  expect(await at.types(renamed.events)).toEqual(["product.updated"]);
});
