import { change, emit } from "../events";
import type { Merchant } from "../merchant";
import type { PaymentIntent } from "../objects";
import { type GivenPayment, newCharge, newPaymentIntent } from "../records/payment";

export type Outcome = "paid" | "declined" | "delayed";

/** A new payment and its first try. */
export function pay(merchant: Merchant, given: GivenPayment, outcome: Outcome = "paid"): PaymentIntent {
  const intent = newPaymentIntent(merchant, given);
  emit(merchant, "payment_intent.created", intent);
  tryPayment(merchant, intent, given, outcome);
  return intent;
}

/** One try: the money comes, the bank says no, or a slow method keeps everybody waiting. */
export function tryPayment(
  merchant: Merchant,
  intent: PaymentIntent,
  payer: GivenPayment,
  outcome: Outcome,
): void {
  const charge = newCharge(merchant, intent, payer, outcome !== "declined");
  intent.latest_charge = charge.id;
  intent.payment_method = charge.payment_method;
  if (outcome === "paid") {
    intent.status = "succeeded";
    intent.amount_received = intent.amount;
    emit(merchant, "charge.succeeded", charge);
    emit(merchant, "payment_intent.succeeded", intent);
  } else if (outcome === "declined") {
    intent.status = "requires_payment_method";
    intent.last_payment_error = {
      charge: charge.id,
      code: "card_declined",
      decline_code: "generic_decline",
      message: "Your card was declined.",
      type: "card_error",
    };
    emit(merchant, "charge.failed", charge);
    emit(merchant, "payment_intent.payment_failed", intent);
  } else {
    Object.assign(charge, { status: "pending", paid: false, captured: true });
    intent.status = "processing";
    emit(merchant, "charge.pending", charge);
    emit(merchant, "payment_intent.processing", intent);
  }
}

/** What became of a payment by a slow method. */
export function settle(merchant: Merchant, intent: PaymentIntent, paid: boolean): void {
  const charge = merchant.account.charges.get(String(intent.latest_charge));
  if (charge) {
    change(merchant, paid ? "charge.succeeded" : "charge.failed", charge, (one) => {
      one.status = paid ? "succeeded" : "failed";
      one.paid = paid;
    });
  }
  intent.status = paid ? "succeeded" : "requires_payment_method";
  intent.amount_received = paid ? intent.amount : 0;
  emit(merchant, paid ? "payment_intent.succeeded" : "payment_intent.payment_failed", intent);
}
