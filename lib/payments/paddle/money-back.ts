import { z } from "zod";
import type { DisputeSeen, RefundSeen } from "@/db/schema";
import { minorUnits } from "./subscription";

/**
 * Refunds, credits and chargebacks: https://developer.paddle.com/api-reference/adjustments. A chargeback and its
 * reversal are two adjustments, linked only by their transaction.
 */
export const adjustmentShape = z.object({
  id: z.string().min(1),
  action: z.string(),
  type: z.string().nullish(),
  transaction_id: z.string().min(1),
  status: z.string(),
  totals: z.object({ total: minorUnits }).nullish(),
});
type Adjustment = z.output<typeof adjustmentShape>;

/** Null for a refund that is still pending, and for anything that is neither a refund nor a dispute. */
export function readAdjustment(adjustment: Adjustment, asOf: string): RefundSeen | DisputeSeen | null {
  const dispute = (disputeId: string, outcome: DisputeSeen["outcome"]): DisputeSeen => ({
    kind: "dispute",
    disputeId: `${disputeId} of ${adjustment.transaction_id}`,
    paymentId: adjustment.transaction_id,
    outcome,
    asOf,
  });
  switch (adjustment.action) {
    case "refund":
      return readRefund(adjustment, asOf);
    case "chargeback":
      return dispute("chargeback", adjustment.status === "reversed" ? "won" : "lost");
    case "chargeback_reverse":
      return dispute("chargeback", "won");
    case "chargeback_warning":
      return dispute("chargeback warning", adjustment.status === "reversed" ? "won" : "open");
    case "chargeback_warning_reverse":
      return dispute("chargeback warning", "won");
    default:
      return null;
  }
}

/** Paddle approves refunds by hand and may reject them. Until then no money has gone back. */
function readRefund(adjustment: Adjustment, asOf: string): RefundSeen | null {
  if (adjustment.status === "pending_approval") return null;
  return {
    kind: "refund",
    refundId: adjustment.id,
    paymentId: adjustment.transaction_id,
    amount: adjustment.totals?.total ?? null,
    partial: adjustment.type === "full" ? false : adjustment.type === "partial" ? true : null,
    counts: "one",
    status: adjustment.status === "approved" ? "succeeded" : "failed",
    asOf,
  };
}
