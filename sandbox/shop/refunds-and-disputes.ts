import type DodoPayments from "dodopayments";
import { type Account, shopId } from "./accounts";
import { shortDispute } from "./event-body";
import { publish, subject } from "./events";
import { money } from "./money";
import { type Shop, stamp } from "./open-shop";
import { found, ShopRefusal } from "./shop";

/** Refunds a payment, in full (without an amount) or in part. */
export function refund(
  shop: Shop,
  account: Account,
  paymentId: string,
  given: { amount?: number | null; reason?: string | null; metadata?: DodoPayments.Metadata },
): { refund: DodoPayments.Refund; events: string[] } {
  const payment = found(account.payments, paymentId);
  const left = refundable(payment);
  const amount = given.amount ?? left;
  if (payment.status !== "succeeded") refuse("Only a payment that succeeded can be refunded.");
  if (left === 0) refuse("This payment is already refunded in full.");
  if (amount <= 0 || amount > left) {
    refuse(`At most ${money(left, payment.currency)} of this payment can still be refunded.`);
  }
  const created: DodoPayments.Refund = {
    refund_id: shopId("ref"),
    payment_id: payment.payment_id,
    business_id: account.business_id,
    brand_id: account.brand_id,
    customer: payment.customer,
    amount,
    currency: payment.currency,
    is_partial: amount < payment.total_amount,
    status: "succeeded",
    reason: given.reason ?? null,
    metadata: given.metadata ?? {},
    created_at: stamp(shop),
  };
  account.refunds.set(created.refund_id, created);
  payment.refunds.push(refundItem(created));
  payment.refund_status = amount === left ? "full" : "partial";
  payment.updated_at = created.created_at;
  return { refund: created, events: [publish(shop, account, "refund.succeeded", subject.refund(created))] };
}

export function refundable(payment: DodoPayments.Payment): number {
  const back = payment.refunds.reduce((sum, one) => sum + (one.amount ?? 0), 0);
  return payment.total_amount - back;
}

export function refundItem(whole: DodoPayments.Refund): DodoPayments.RefundListItem {
  const { brand_id, customer, metadata, ...item } = whole;
  return item;
}

export type DisputeOutcome = "opened" | "won" | "lost" | "challenged" | "accepted" | "cancelled" | "expired";

/** Opens or ends a dispute. An end without an open dispute opens one first. */
export function dispute(
  shop: Shop,
  account: Account,
  paymentId: string,
  outcome: DisputeOutcome,
): { dispute: DodoPayments.GetDispute; events: string[] } {
  const payment = found(account.payments, paymentId);
  const running = runningDispute(account, payment);
  if (outcome === "opened" && running) refuse("A dispute over this payment is already open.");
  const events: string[] = [];
  const current = running ?? openDispute(shop, account, payment, events);
  if (outcome !== "opened") {
    current.dispute_status = `dispute_${outcome}`;
    const listed = payment.disputes.find((one) => one.dispute_id === current.dispute_id);
    if (listed) listed.dispute_status = current.dispute_status;
    events.push(publish(shop, account, `dispute.${outcome}`, subject.dispute(current)));
  }
  return { dispute: current, events };
}

export function runningDispute(
  account: Account,
  payment: DodoPayments.Payment,
): DodoPayments.GetDispute | undefined {
  const open = payment.disputes.find(
    (one) => one.dispute_status === "dispute_opened" || one.dispute_status === "dispute_challenged",
  );
  return open && account.disputes.get(open.dispute_id);
}

function openDispute(
  shop: Shop,
  account: Account,
  payment: DodoPayments.Payment,
  events: string[],
): DodoPayments.GetDispute {
  const opened: DodoPayments.GetDispute = {
    dispute_id: shopId("dsp"),
    payment_id: payment.payment_id,
    business_id: account.business_id,
    brand_id: account.brand_id,
    customer: payment.customer,
    amount: String(payment.total_amount),
    currency: payment.currency,
    dispute_stage: "dispute",
    dispute_status: "dispute_opened",
    payment_provider: "dodo",
    is_resolved_by_rdr: false,
    reason: "The cardholder does not recognise the charge.",
    remarks: null,
    created_at: stamp(shop),
  };
  account.disputes.set(opened.dispute_id, opened);
  payment.disputes.push(shortDispute(opened));
  events.push(publish(shop, account, "dispute.opened", subject.dispute(opened)));
  return opened;
}

function refuse(message: string): never {
  throw new ShopRefusal(422, "UNSUPPORTED_ACTION", message);
}
