import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { price, product, stripeWorld } from "@/test/world/stripe-world";

let at: Awaited<ReturnType<typeof stripeWorld>>;
beforeAll(async () => {
  at = await stripeWorld();
});
beforeEach(() => at.startOver());
afterAll(() => at.sandbox.close());

/** A step, and the subscription as the API answers it afterwards. */
async function after(id: string, name: string, body: object = {}) {
  const { events } = await at.step(id, name, body);
  return { now: await at.stripe.subscriptions.retrieve(id), types: await at.types(events) };
}

const pro = async (more: object = {}) => (await at.buy({ product: "Pro", ...more })).subscription_id;

test("a renewal moves the period, pays an invoice, and says what it was before", async () => {
  const id = await pro();
  const before = (await at.stripe.subscriptions.retrieve(id)).items.data[0];
  const { events } = await at.step(id, "renew");
  const { items, latest_invoice } = await at.stripe.subscriptions.retrieve(id);
  expect(items.data[0]?.current_period_start).toBe(before?.current_period_end);
  expect(await at.stripe.invoices.retrieve(String(latest_invoice))).toMatchObject({
    billing_reason: "subscription_cycle",
    status: "paid",
  });
  const all = await Promise.all(events.map((event) => at.stripe.events.retrieve(event)));
  const update = all.find(({ type }) => type === "customer.subscription.updated");
  expect(update).toMatchObject({
    data: {
      object: { latest_invoice },
      previous_attributes: { items: { data: [{ current_period_end: before?.current_period_end }] } },
    },
  });
});

test("past due and back, unpaid and back, and cancelled for want of payment", async () => {
  const id = await pro();
  const behind = await after(id, "past-due");
  expect(behind.now.status).toBe("past_due");
  expect(behind.types).toEqual(expect.arrayContaining(["charge.failed", "invoice.payment_failed"]));
  expect((await after(id, "activate")).now.status).toBe("active");
  const unpaid = await after(id, "hold");
  expect(unpaid.now.status).toBe("unpaid");
  expect(await at.stripe.invoices.retrieve(String(unpaid.now.latest_invoice))).toMatchObject({
    status: "open",
  });
  expect((await after(id, "activate")).now.status).toBe("active");
  await after(id, "past-due");
  const over = await after(id, "cancel", { reason: "payment_failed" });
  expect(over.now).toMatchObject({ status: "canceled", cancellation_details: { reason: "payment_failed" } });
  expect(over.types).toEqual(["customer.subscription.deleted"]);
  await expect(at.step(id, "renew")).rejects.toThrow("cannot be renewed");
});

test("an invoice has one payment intent, however often the card is tried", async () => {
  const id = await pro();
  const { now } = await after(id, "past-due");
  await after(id, "activate");
  const { data } = await at.stripe.invoicePayments.list({ invoice: String(now.latest_invoice) });
  expect(data).toHaveLength(1);
  const intent = String(data[0]?.payment.payment_intent);
  const charges = await at.stripe.charges.list({ payment_intent: intent });
  expect(charges.data.map(({ status }) => status)).toEqual(["succeeded", "failed"]);
});

test("a trial with a card becomes active, and without one ends in three ways", async () => {
  const withCard = await pro({ trial_days: 7 });
  expect(await at.stripe.subscriptions.retrieve(withCard)).toMatchObject({ status: "trialing" });
  expect((await after(withCard, "trial-will-end")).types).toEqual(["customer.subscription.trial_will_end"]);
  expect((await after(withCard, "trial-end")).now.status).toBe("active");
  const ends = { cancel: "canceled", pause: "paused", create_invoice: "past_due" };
  for (const [missing_payment_method, status] of Object.entries(ends)) {
    const { now } = await after(await pro({ trial_days: 7, missing_payment_method }), "trial-end");
    expect(now.status).toBe(status);
    if (status === "paused")
      expect(now.status_details?.paused.subscription.type).toBe("trial_end_without_payment_method");
  }
});

test("a real pause has its own status and events; paused collection keeps the status", async () => {
  const id = await pro();
  const paused = await after(id, "pause");
  expect(paused.now).toMatchObject({
    status: "paused",
    status_details: { paused: { subscription: { type: "pause_requested" } } },
  });
  expect(paused.types).toEqual(["customer.subscription.paused", "customer.subscription.updated"]);
  const resumed = await after(id, "unpause");
  expect(resumed.now.status).toBe("active");
  expect(resumed.now.status_details).toBeUndefined();
  expect(resumed.types).toContain("customer.subscription.resumed");
  const collection = await after(id, "pause-collection", { behavior: "void" });
  expect(collection.now).toMatchObject({ status: "active", pause_collection: { behavior: "void" } });
  expect(collection.types).toEqual(["customer.subscription.updated"]);
  const { now } = await after(id, "renew");
  expect((await at.stripe.invoices.retrieve(String(now.latest_invoice))).status).toBe("void");
  expect((await after(id, "resume-collection")).now.pause_collection).toBeNull();
});

test("a cancellation for later by flag, by date or by both; undone, and come true", async () => {
  for (const by of ["flag", "cancel_at", "both"]) {
    const id = await pro();
    const { now } = await after(id, "cancel-at-period-end", { by });
    expect(now.cancel_at_period_end).toBe(by !== "cancel_at");
    expect(now.cancel_at).toBe(by === "flag" ? null : now.items.data[0]?.current_period_end);
    expect((await after(id, "keep")).now).toMatchObject({ cancel_at: null, cancel_at_period_end: false });
    await after(id, "cancel-at-period-end", { by });
    expect((await after(id, "renew")).now).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "cancellation_requested" },
    });
  }
  const fixed = await after(await pro(), "expire");
  expect(fixed.now).toMatchObject({ status: "canceled", cancellation_details: { reason: null } });
  expect(fixed.now.ended_at).toBeGreaterThanOrEqual(fixed.now.cancel_at ?? Infinity);
});

test("a plan changes to another price of its product and to another product, at once or later", async () => {
  const id = await pro();
  const made = await at.control<{ price: Stripe.Price }>("/shop/stripe/prices", {
    product: product.pro,
    unit_amount: 1500,
    interval: "month",
  });
  const moved = await after(id, "change-plan", { price: made.price.id });
  expect(moved.now.items.data[0]?.price).toMatchObject({ id: made.price.id, product: product.pro });
  expect(moved.types).toEqual(expect.arrayContaining(["customer.subscription.updated", "invoice.paid"]));
  expect((await after(id, "change-plan", { product: "VIP" })).now.items.data[0]?.price.id).toBe(price.vip);
  const planned = await after(id, "change-plan", { product: "Pro", at: "next_billing_date" });
  expect(planned.now.items.data[0]?.price.id).toBe(price.vip);
  const schedule = await at.stripe.subscriptionSchedules.retrieve(String(planned.now.schedule));
  expect(schedule.phases.map(({ items }) => items[0]?.price)).toEqual([price.vip, price.pro]);
  const begun = await after(id, "renew");
  expect(begun.now).toMatchObject({ schedule: null, items: { data: [{ price: { id: price.pro } }] } });
});

test("items come and go, and seats change", async () => {
  const id = await pro();
  const two = await after(id, "add-item", { product: "VIP" });
  expect(two.now.items.data.map((item) => item.price.id)).toEqual([price.pro, price.vip]);
  expect((await after(id, "quantity", { price: price.vip, quantity: 5 })).now.items.data[1]?.quantity).toBe(
    5,
  );
  const one = await after(id, "remove-item", { product: "Pro" });
  expect(one.now.items.data.map((item) => item.price.id)).toEqual([price.vip]);
  await expect(at.step(id, "remove-item", { product: "VIP" })).rejects.toThrow("at least one");
});

test("a customer's address changes, and a deleted customer's subscriptions end first", async () => {
  const sold = await at.buy({ product: "Pro" });
  const customer = sold.customer_id ?? "";
  const changed = await at.control<{ events: string[] }>(`/shop/customers/${customer}/set`, {
    email: "new@x.test",
  });
  expect(await at.stripe.events.retrieve(changed.events[0] ?? "")).toMatchObject({
    type: "customer.updated",
    data: { object: { email: "new@x.test" }, previous_attributes: { email: "carl@x.test" } },
  });
  expect((await at.stripe.invoices.retrieve(sold.invoice_id)).customer_email).toBe("carl@x.test");
  const gone = await at.control<{ events: string[] }>(`/shop/customers/${customer}/delete`);
  expect(await at.types(gone.events)).toEqual(["customer.subscription.deleted", "customer.deleted"]);
  expect(await at.stripe.customers.retrieve(customer)).toEqual(
    expect.objectContaining({ id: customer, deleted: true }),
  );
  expect((await at.stripe.subscriptions.retrieve(sold.subscription_id)).status).toBe("canceled");
  expect((await at.stripe.customers.list()).data).toEqual([]);
});
