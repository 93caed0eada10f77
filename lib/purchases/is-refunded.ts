import type { RefundSeen } from "@/db/schema";

/** Whether all of a payment went back to the buyer: in one refund, or in parts that add up. */
export function isRefunded(amount: number, refunds: readonly RefundSeen[]): boolean {
  const totals = refunds.filter(({ counts }) => counts === "total");
  const parts = refunds.filter(({ counts, status }) => counts === "one" && status !== "failed");
  const isWhole = ({ partial, amount: part }: RefundSeen) =>
    partial === false || (partial === null && (part === null || amount === 0));
  if (parts.some(isWhole)) return true;
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
  if (totals.some((total) => isWhole(total) && failedSince(total.asOf).length === 0)) return true;
  return refunds.length > 0 && amount > 0 && Math.max(...returned) >= amount;
}

function sum(refunds: readonly RefundSeen[]): number {
  return refunds.reduce((total, { amount }) => total + (amount ?? 0), 0);
}
