import { z } from "zod";
import type { DisputeSeen, RefundSeen } from "@/db/schema";
import { minorUnits } from "./subscription";

/**
 * Refunds, credits and chargebacks: https://developer.paddle.com/api-reference/adjustments. A chargeback and its
 * reversal are two adjustments that name nothing but the same transaction.
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

/** Null: nothing went back to the buyer, and nobody disputes anything. */
export function readAdjustment(seen: Adjustment, asOf: string): RefundSeen | DisputeSeen | null {
  const dispute = (disputeId: string, outcome: DisputeSeen["outcome"]): DisputeSeen => ({
    kind: "dispute",
    disputeId: `${disputeId} of ${seen.transaction_id}`,
    paymentId: seen.transaction_id,
    outcome,
    asOf,
  });
  switch (seen.action) {
    case "refund":
      return readRefund(seen, asOf);
    case "chargeback":
      return dispute("chargeback", seen.status === "reversed" ? "won" : "lost");
    case "chargeback_reverse":
      return dispute("chargeback", "won");
    case "chargeback_warning":
      return dispute("chargeback warning", seen.status === "reversed" ? "won" : "open");
    case "chargeback_warning_reverse":
      return dispute("chargeback warning", "won");
    default:
      return null;
  }
}

/** Paddle approves refunds by hand: until then nothing has gone back, and it may say no. */
function readRefund(seen: Adjustment, asOf: string): RefundSeen | null {
  if (seen.status === "pending_approval") return null;
  return {
    kind: "refund",
    refundId: seen.id,
    paymentId: seen.transaction_id,
    amount: seen.totals?.total ?? null,
    partial: seen.type === "full" ? false : seen.type === "partial" ? true : null,
    counts: "one",
    status: seen.status === "approved" ? "succeeded" : "failed",
    asOf,
  };
}
