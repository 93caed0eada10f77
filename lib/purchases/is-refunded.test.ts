import { expect, test } from "vitest";
import type { RefundSeen } from "@/db/schema";
import { isPartOf, isRefunded } from "./is-refunded";

const refund = (partial: boolean | null, amount: number | null): RefundSeen => ({
  kind: "refund",
  refundId: "ref_1",
  paymentId: "pay_1",
  amount,
  partial,
  counts: "one",
  status: "succeeded",
  asOf: "2026-11-01T00:00:00Z",
});

test.each([
  [null, 400, { isPart: true, isEverything: false }],
  [null, 1000, { isPart: false, isEverything: true }],
  [null, null, { isPart: false, isEverything: true }],
  [true, 400, { isPart: true, isEverything: false }],
  [false, 400, { isPart: false, isEverything: true }],
])("of a payment of 1000, a refund with the flag %s and the amount %s", (partial, amount, expected) => {
  expect(isPartOf(1000, refund(partial, amount))).toBe(expected.isPart);
  expect(isRefunded(1000, [refund(partial, amount)])).toBe(expected.isEverything);
});
