import { describe, expect, test } from "vitest";
import { readPaddleEvent } from "./events";

/*
 * Events in the shapes that Paddle documents: https://developer.paddle.com/webhooks. What we do not read is left out.
 */
const occurred_at = "2026-01-02T03:04:05.678901Z";
const read = (event_type: string, data: object) =>
  readPaddleEvent({ event_id: "evt_1", event_type, occurred_at, notification_id: "ntf_1", data });
const factsOf = (event_type: string, data: object) => {
  const seen = read(event_type, data);
  if (!("facts" in seen)) throw new Error(JSON.stringify(seen));
  return seen.facts;
};

const monthly = {
  id: "pri_month",
  product_id: "pro_seat",
  billing_cycle: { interval: "month", frequency: 1 },
  unit_price: { amount: "3000", currency_code: "USD" },
};
const once = {
  id: "pri_once",
  product_id: "pro_setup",
  billing_cycle: null,
  unit_price: { amount: "19900", currency_code: "USD" },
};
const subscription = {
  id: "sub_1",
  status: "active",
  customer_id: "ctm_1",
  currency_code: "USD",
  collection_mode: "automatic",
  created_at: "2026-01-01T00:00:00Z",
  next_billed_at: "2026-02-01T00:00:00Z",
  current_billing_period: { starts_at: "2026-01-01T00:00:00Z", ends_at: "2026-02-01T00:00:00Z" },
  scheduled_change: null,
  items: [
    { status: "active", quantity: 3, recurring: true, price: monthly },
    { status: "active", quantity: 1, recurring: false, price: once },
  ],
};

describe("subscriptions", () => {
  test("one is read with its recurring lines, its period and its buyer by id", () => {
    expect(factsOf("subscription.created", subscription)).toEqual([
      {
        kind: "subscription",
        subscriptionId: "sub_1",
        lines: [{ productId: "pro_seat", priceId: "pri_month", quantity: 3 }],
        status: "active",
        buyer: { externalId: "ctm_1", email: "", name: "", phoneNumber: null },
        cancelAt: null,
        nextBillingAt: "2026-02-01T00:00:00Z",
        periodStartedAt: "2026-01-01T00:00:00Z",
        amount: 9000,
        currency: "USD",
        activates: true,
        collectionPaused: null,
        sentByInvoice: false,
        asOf: occurred_at,
      },
    ]);
  });

  test.each([
    ["trialing", "trialing", "active", true],
    ["activated", "active", "active", true],
    ["resumed", "active", "active", true],
    ["updated", "active", "active", false],
    ["past_due", "past_due", "past_due", false],
    ["paused", "paused", "paused", false],
    ["canceled", "canceled", "cancelled", false],
  ])("subscription.%s of one that is %s", (what, status, read, activates) => {
    expect(factsOf(`subscription.${what}`, { ...subscription, status })).toMatchObject([
      { status: read, activates },
    ]);
  });

  test("only a scheduled cancellation sets an end date; a pause or a resumption does not", () => {
    const effective_at = "2026-02-01T00:00:00Z";
    for (const [action, cancelAt] of [
      ["cancel", effective_at],
      ["pause", null],
      ["resume", null],
    ])
      expect(
        factsOf("subscription.updated", { ...subscription, scheduled_change: { action, effective_at } }),
      ).toMatchObject([{ status: "active", cancelAt }]);
  });

  test("one paid by invoice needs a paid bill", () => {
    expect(read("subscription.created", { ...subscription, collection_mode: "manual" })).toMatchObject({
      facts: [{ sentByInvoice: true }],
      lookUp: { unlessKnown: null },
    });
  });

  test("a status that Paddle adds is never guessed", () => {
    expect(read("subscription.updated", { ...subscription, status: "dozing" })).toMatchObject({
      unreadable: expect.stringContaining("dozing"),
    });
  });
});

describe("transactions", () => {
  const transaction = {
    id: "txn_1",
    status: "completed",
    origin: "web",
    customer_id: "ctm_1",
    subscription_id: "sub_1",
    currency_code: "USD",
    items: [
      { quantity: 1, price: monthly },
      { quantity: 2, price: once },
    ],
    details: { totals: { total: "42800" } },
  };

  test("a mixed cart sells its one-time items separately, and is linked to its subscription", () => {
    expect(factsOf("transaction.completed", transaction)).toMatchObject([
      {
        kind: "payment",
        paymentId: "txn_1",
        status: "succeeded",
        subscriptionIds: ["sub_1"],
        lines: [{ productId: "pro_setup", priceId: "pri_once", quantity: 2 }],
        amount: 42800,
      },
    ]);
  });

  test("paid counts before completed does; canceled is a sale that failed", () => {
    expect(
      factsOf("transaction.paid", { ...transaction, status: "paid", subscription_id: null }),
    ).toMatchObject([{ status: "succeeded", subscriptionIds: [] }]);
    expect(factsOf("transaction.canceled", { ...transaction, status: "canceled" })).toMatchObject([
      { status: "failed" },
    ]);
  });

  test.each(["draft", "ready", "billed", "past_due"])(
    "one that is %s is not paid yet, and says so",
    (status) => {
      expect(read("transaction.updated", { ...transaction, status })).toEqual({
        ignored: `a transaction that is ${status}: not paid yet`,
      });
    },
  );

  test("a change of card sells nothing", () => {
    expect(
      read("transaction.completed", { ...transaction, origin: "subscription_payment_method_change" }),
    ).toHaveProperty("ignored");
  });
});

describe("adjustments", () => {
  const adjustment = {
    id: "adj_1",
    action: "refund",
    type: "full",
    transaction_id: "txn_1",
    subscription_id: null,
    status: "approved",
    totals: { total: "19900" },
  };

  test("a refund counts once Paddle approves it, and not if Paddle rejects it", () => {
    expect(read("adjustment.created", { ...adjustment, status: "pending_approval" })).toHaveProperty(
      "ignored",
    );
    expect(factsOf("adjustment.updated", adjustment)).toMatchObject([
      {
        kind: "refund",
        refundId: "adj_1",
        paymentId: "txn_1",
        amount: 19900,
        partial: false,
        status: "succeeded",
      },
    ]);
    expect(factsOf("adjustment.updated", { ...adjustment, status: "rejected" })).toMatchObject([
      { status: "failed" },
    ]);
    expect(factsOf("adjustment.updated", { ...adjustment, type: "partial" })).toMatchObject([
      { partial: true },
    ]);
  });

  test("its transaction is fetched if no event has named it", () => {
    expect(read("adjustment.updated", adjustment)).toMatchObject({
      lookUp: { unlessKnown: { paymentId: "txn_1" } },
    });
  });

  test.each([
    ["chargeback", "lost", "chargeback of txn_1"],
    ["chargeback_reverse", "won", "chargeback of txn_1"],
    ["chargeback_warning", "open", "chargeback warning of txn_1"],
    ["chargeback_warning_reverse", "won", "chargeback warning of txn_1"],
  ])("a %s is a dispute that is %s", (action, outcome, disputeId) => {
    expect(factsOf("adjustment.created", { ...adjustment, id: "adj_2", action })).toMatchObject([
      { kind: "dispute", disputeId, paymentId: "txn_1", outcome },
    ]);
  });

  test.each(["credit", "credit_reverse"])("a %s gives nothing back", (action) => {
    expect(read("adjustment.created", { ...adjustment, action })).toHaveProperty("ignored");
  });
});

test("a customer event updates the address; product and price events trigger a new read", () => {
  expect(factsOf("customer.updated", { id: "ctm_1", email: "sam@example.com", name: null })).toMatchObject([
    { kind: "customer", buyer: { externalId: "ctm_1", email: "sam@example.com", name: "" } },
  ]);
  for (const type of ["product.updated", "price.created"])
    expect(read(type, { id: "x" })).toMatchObject({ catalogChanged: true });
});

test("other Paddle events are ignored by name; a known event of another shape is refused", () => {
  expect(read("payout.paid", { id: "pay_1" })).toEqual({ ignored: "nothing to do for payout.paid" });
  expect(() => read("subscription.updated", { id: "sub_1" })).toThrow();
});
