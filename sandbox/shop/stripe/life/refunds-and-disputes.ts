import { Refusal } from "../../../refusal";
import { change, emit } from "../events";
import { type Merchant, need } from "../merchant";
import type { Charge, Dispute, Refund } from "../objects";
import { newDispute } from "../records/dispute";
import { newRefund } from "../records/refund";

/** The charge of a payment: by its own id, or its payment intent's last try. */
export function chargeOf(merchant: Merchant, id: string): Charge {
  const own = merchant.account.charges.get(id);
  if (own) return own;
  const { latest_charge } = need(merchant, "paymentIntents", id);
  return need(merchant, "charges", String(latest_charge));
}

/** Gives a charge back, whole (no amount) or in part; some methods take days to do it. */
export function refund(
  merchant: Merchant,
  charge: Charge,
  given: { amount?: number | undefined; reason?: string | undefined; pending?: boolean },
): Refund {
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = given.amount ?? left;
  if (charge.status !== "succeeded") throw new Refusal("Only a charge that succeeded can be refunded.", 409);
  if (amount <= 0 || amount > left) throw new Refusal(`At most ${left} of this charge can be refunded.`, 409);
  const status = given.pending ? "pending" : "succeeded";
  const made = newRefund(merchant, charge, { amount, status, reason: given.reason ?? null });
  change(merchant, "charge.refunded", charge, (one) => {
    one.amount_refunded += amount;
    one.refunded = one.amount_refunded === one.amount_captured;
  });
  emit(merchant, "refund.created", made);
  emit(merchant, "refund.updated", made);
  return made;
}

/** The bank sends the money back to the merchant, or a pending refund is called off. */
export function undoRefund(merchant: Merchant, refundId: string, status: "failed" | "canceled"): Refund {
  const refund = need(merchant, "refunds", refundId);
  if (refund.status === "failed" || refund.status === "canceled")
    throw new Refusal(`The refund is ${refund.status} already.`, 409);
  const charge = need(merchant, "charges", String(refund.charge));
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  const names = ["refund.updated", "charge.refund.updated"];
  change(merchant, status === "failed" ? ["refund.failed", ...names] : names, refund, (one) => {
    one.status = status;
    if (status === "failed") one.failure_reason = "expired_or_canceled_card";
  });
  return refund;
}

export const disputeSteps = [
  "opened",
  "inquiry",
  "inquiry_closed",
  "under_review",
  "won",
  "lost",
  "appealed",
  "appeal_won",
  "prevented",
] as const;
export type DisputeStep = (typeof disputeSteps)[number];

/** The next step of a charge's dispute; an end without a beginning has both. */
export function dispute(merchant: Merchant, charge: Charge, step: DisputeStep, amount?: number): Dispute {
  if (step === "opened" || step === "inquiry") return open(merchant, charge, step, amount);
  const all = [...merchant.account.disputes.values()].filter((one) => one.charge === charge.id);
  const isInquiry = step === "inquiry_closed" || step === "prevented";
  const running = all.at(-1) ?? open(merchant, charge, isInquiry ? "inquiry" : "opened", amount);
  const { from, to, events } = moves[step];
  if (!from.includes(running.status))
    throw new Refusal(`A dispute that is ${running.status} cannot become ${step}.`, 409);
  change(
    merchant,
    events.map((name) => `charge.dispute.${name}`),
    running,
    (one) => {
      one.status = to;
    },
  );
  return running;
}

const answerable = ["needs_response", "under_review"];
const inquiry = ["warning_needs_response", "warning_under_review"];
const appealing = ["appeal_needs_response", "appeal_under_review"];
const moves: Record<
  Exclude<DisputeStep, "opened" | "inquiry">,
  { from: string[]; to: string; events: string[] }
> = {
  inquiry_closed: { from: inquiry, to: "warning_closed", events: ["closed"] },
  prevented: { from: [...inquiry, ...answerable], to: "prevented", events: ["closed"] },
  under_review: { from: ["needs_response"], to: "under_review", events: ["updated"] },
  won: { from: answerable, to: "won", events: ["updated", "funds_reinstated", "closed"] },
  lost: { from: [...answerable, ...appealing], to: "lost", events: ["updated", "closed"] },
  appealed: { from: ["lost"], to: "appeal_under_review", events: ["updated"] },
  appeal_won: { from: ["lost", ...appealing], to: "won", events: ["updated", "funds_reinstated", "closed"] },
};

/** A bank's question moves no money; an inquiry may become a dispute. */
function open(
  merchant: Merchant,
  charge: Charge,
  step: "opened" | "inquiry",
  amount = charge.amount_captured,
): Dispute {
  const asked = [...merchant.account.disputes.values()].find(
    (one) => one.charge === charge.id && inquiry.includes(one.status),
  );
  if (asked && step === "opened") {
    change(merchant, ["charge.dispute.updated", "charge.dispute.funds_withdrawn"], asked, (one) => {
      one.status = "needs_response";
      one.is_charge_refundable = false;
    });
    return asked;
  }
  const status = step === "inquiry" ? "warning_needs_response" : "needs_response";
  const made = newDispute(merchant, charge, { amount, status });
  charge.disputed = true;
  emit(merchant, "charge.dispute.created", made);
  if (step === "opened") emit(merchant, "charge.dispute.funds_withdrawn", made);
  return made;
}
