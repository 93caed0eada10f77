import type { RefundSeen } from "@/db/schema";

/** Whether all of a payment went back to the buyer: in one refund, or in parts that add up. */
export function isRefunded(amount: number, refunds: readonly RefundSeen[]): boolean {
  const totals = refunds.filter(({ counts }) => counts === "total");
  const parts = refunds.filter(({ counts, status }) => counts === "one" && status !== "failed");
  if (parts.some((part) => isWhole(amount, part))) return true;
  const failedSince = (moment: string) =>
    refunds.filter(
      ({ counts, status, asOf }) =>
        counts === "one" && status === "failed" && Date.parse(asOf) >= Date.parse(moment),
    );
  const returned = [
    sum(parts),
    // A total does not know of refunds that failed after it was made.
    ...totals.map((total) => sum([total]) - sum(failedSince(total.asOf))),
  ];
  if (totals.some((total) => isWhole(amount, total) && failedSince(total.asOf).length === 0)) return true;
  return refunds.length > 0 && amount > 0 && Math.max(...returned) >= amount;
}

/** Whether the refund itself says that it is everything. Without a flag or an amount it can only be that. */
function isWhole(amount: number, { partial, amount: part }: RefundSeen): boolean {
  return partial === false || (partial === null && (part === null || amount === 0));
}

/** Whether this one refund is less than the payment. Without a flag its amount decides. */
export function isPartOf(amount: number, refund: RefundSeen): boolean {
  return !isWhole(amount, refund) && (refund.partial ?? (refund.amount ?? 0) < amount);
}

function sum(refunds: readonly RefundSeen[]): number {
  return refunds.reduce((total, { amount }) => total + (amount ?? 0), 0);
}
