import { expect, test } from "vitest";
import { readStripeEvent } from "./events";

const item = {
  id: "si_1",
  quantity: 2,
  price: {
    id: "price_1",
    product: "prod_1",
    unit_amount: 900,
    recurring: { interval: "month", interval_count: 3 },
    tax_behavior: "inclusive",
  },
};
const subscription = {
  id: "sub_1",
  customer: "cus_1",
  status: "trialing",
  created: 1_790_000_000,
  trial_start: 1_790_000_000,
  trial_end: 1_790_000_000 + 14 * 86_400,
  default_payment_method: "pm_1",
  currency: "eur",
  metadata: { order: "A1" },
  items: { data: [item] },
};

function detailsOf(type: string, object: object) {
  const read = readStripeEvent({ type, created: 1_790_000_001, data: { object } });
  const [fact] = "facts" in read ? read.facts : [];
  return fact && "details" in fact ? fact.details : undefined;
}

test("a subscription keeps what Stripe says beside its state", () => {
  expect(detailsOf("customer.subscription.created", subscription)).toEqual({
    createdAt: "2026-09-21T14:13:20.000Z",
    billing: null,
    frequency: { interval: "Month", count: 3 },
    period: null,
    onDemand: false,
    trialPeriodDays: 14,
    taxInclusive: true,
    hasPaymentMethod: true,
    metadata: { order: "A1" },
  });
});

test("a very old item has its billing interval on the plan", () => {
  const plan = { id: "plan_1", product: "prod_1", amount: 900, interval: "year", interval_count: 1 };
  const old = { ...subscription, items: { data: [{ id: "si_1", plan }] } };
  expect(detailsOf("customer.subscription.created", old)).toMatchObject({
    frequency: { interval: "Year", count: 1 },
    taxInclusive: null,
  });
});

test("a malformed display-only field never sets a subscription aside", () => {
  const odd = {
    ...subscription,
    metadata: "odd",
    default_payment_method: 7,
    items: { data: [{ ...item, price: { ...item.price, recurring: { interval: "decade" } } }] },
  };
  expect(detailsOf("customer.subscription.created", odd)).toMatchObject({ frequency: null, metadata: {} });
});

test("a dispute keeps its amount, currency and stage", () => {
  const dispute = { id: "dp_1", payment_intent: "pi_1", amount: 900, currency: "eur" };
  const read = (status: string) => detailsOf("charge.dispute.created", { ...dispute, status });
  expect(read("needs_response")).toEqual({ amount: "900", currency: "EUR", stage: "dispute" });
  expect(read("warning_needs_response")).toMatchObject({ stage: "pre_dispute" });
});
