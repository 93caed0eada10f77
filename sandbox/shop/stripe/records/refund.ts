import type { Merchant } from "../merchant";
import type { Charge, Refund } from "../objects";
import { stripeId } from "../stripe-id";

export function newRefund(
  { account, now }: Merchant,
  charge: Charge,
  given: { amount: number; status: string; reason?: string | null },
): Refund {
  const refund: Refund = {
    id: stripeId("re"),
    object: "refund",
    amount: given.amount,
    balance_transaction: stripeId("txn"),
    charge: charge.id,
    created: now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: { card: { type: "refund", reference_status: "pending" }, type: "card" },
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: given.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: given.status,
    transfer_reversal: null,
  };
  account.refunds.set(refund.id, refund);
  return refund;
}
