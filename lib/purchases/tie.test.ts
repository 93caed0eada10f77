import { expect, test } from "vitest";
import type { PaymentSeen, RefundSeen, SubscriptionSeen, SubscriptionStatus } from "@/db/schema";
import { isNewer } from "./is-newer";
import { isTie, newerThanBoth } from "./tie";

const seen = (status: SubscriptionStatus, asOf: string, activates = false): SubscriptionSeen => ({
  kind: "subscription",
  subscriptionId: "sub_1",
  lines: [{ productId: "prod_1", priceId: null, quantity: 1 }],
  status,
  buyer: { externalId: "cus_1", email: "", name: "", phoneNumber: null },
  cancelAt: null,
  nextBillingAt: null,
  periodStartedAt: null,
  amount: null,
  currency: null,
  activates,
  collectionPaused: null,
  sentByInvoice: false,
  asOf,
});

test("states of different seconds are no tie, nor are two tellings of one state", () => {
  const fact = seen("active", "2026-01-01T00:00:10.000Z");
  expect(isTie(null, fact)).toBe(false);
  expect(isTie(seen("paused", "2026-01-01T00:00:09.000Z"), fact)).toBe(false);
  expect(isTie(seen("active", "2026-01-01T00:00:10Z"), fact)).toBe(false);
  expect(isTie(seen("paused", "2026-01-01T00:00:10Z"), fact)).toBe(true);
});

test("a reading counts although its clock dates it before the second that it settles", () => {
  const known = seen("cancelled", "2026-01-01T00:00:10.000Z");
  const fact = seen("active", "2026-01-01T00:00:10.000Z", true);
  const [settled, began] = newerThanBoth(known, fact, seen("active", "2026-01-01T00:00:09.000Z"));
  expect(settled && isNewer(settled, known) && isNewer(settled, fact)).toBe(true);
  // It gives access since its own time, not since the reading: a dispute lost meanwhile ends it all the same.
  expect(began).toBe(fact);
});

test("what happens later in that second is a tie again, and the second after it is not", () => {
  const of = (status: SubscriptionStatus) => seen(status, "2026-01-01T00:00:10.000Z");
  const early = (status: SubscriptionStatus) => seen(status, "2026-01-01T00:00:09.000Z");
  const [first = of("pending")] = newerThanBoth(of("active"), of("past_due"), early("past_due"));
  expect(isTie(first, of("on_hold"))).toBe(true);
  const [second = of("pending")] = newerThanBoth(first, of("on_hold"), early("on_hold"));
  expect(isNewer(second, first)).toBe(true);
  const next = seen("active", "2026-01-01T00:00:11.000Z");
  expect(isTie(second, next)).toBe(false);
  expect(isNewer(next, second)).toBe(true);
});

test("of one second, a refund's failure is newer than its success, and a payment's success than its failure", () => {
  const asOf = "2026-01-01T00:00:10.000Z";
  const refund = (status: RefundSeen["status"]): RefundSeen => ({
    kind: "refund",
    refundId: "re_1",
    paymentId: "pi_1",
    amount: 1000,
    partial: null,
    counts: "one",
    status,
    asOf,
  });
  expect(isNewer(refund("failed"), refund("succeeded"))).toBe(true);
  expect(isNewer(refund("succeeded"), refund("failed"))).toBe(false);
  expect(isNewer(refund("succeeded"), refund("waiting"))).toBe(true);
  const payment = (status: PaymentSeen["status"]): PaymentSeen => ({
    kind: "payment",
    paymentId: "pi_1",
    subscriptionIds: [],
    lines: [],
    status,
    buyer: { externalId: "cus_1", email: "", name: "", phoneNumber: null },
    amount: 1000,
    currency: "USD",
    asOf,
  });
  expect(isNewer(payment("succeeded"), payment("failed"))).toBe(true);
});
