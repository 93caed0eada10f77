import { Refusal } from "../../../refusal";
import { emit } from "../events";
import type { Merchant } from "../merchant";
import type { Subscription } from "../objects";
import { itemsOf } from "../records/subscription";
import { failInvoice, payInvoice } from "./bill";
import { end } from "./end";
import { fallBehind, renew } from "./renew";
import { latestInvoice, only, update } from "./update";

const running = ["trialing", "active", "past_due", "unpaid", "paused"];

/** All tries failed, and the merchant's settings leave the subscription unpaid. */
export function leaveUnpaid(merchant: Merchant, subscription: Subscription): void {
  only(subscription, ["active", "past_due"], "left unpaid");
  if (subscription.status === "active") fallBehind(merchant, subscription);
  else failInvoice(merchant, latestInvoice(merchant, subscription));
  update(merchant, subscription, (one) => Object.assign(one, { status: "unpaid" }));
}

/** The customer pays the open invoice after all. */
export function payUp(merchant: Merchant, subscription: Subscription): void {
  only(subscription, ["incomplete", "active", "past_due", "unpaid", "paused"], "paid");
  payInvoice(merchant, latestInvoice(merchant, subscription));
  if (subscription.status !== "active") update(merchant, subscription, makeActive);
}

/** An invoice that was sent stays unpaid past its date. */
export function fallOverdue(merchant: Merchant, subscription: Subscription): void {
  only(subscription, ["active"], "made overdue");
  if (latestInvoice(merchant, subscription).status !== "open")
    throw new Refusal("Nothing is left to pay.", 409);
  update(merchant, subscription, (one) => Object.assign(one, { status: "past_due" }));
  emit(merchant, "invoice.overdue", latestInvoice(merchant, subscription));
}

/** The real pause of endive: its status says so. */
export function pause(merchant: Merchant, subscription: Subscription, type: string): void {
  only(subscription, ["trialing", "active", "past_due"], "paused");
  const paused = { subscription: { type }, transitioned_at: merchant.now(), type: "subscription" };
  const make = (one: Subscription) => Object.assign(one, { status: "paused", status_details: { paused } });
  update(merchant, subscription, make, ["paused"]);
}

export function resume(merchant: Merchant, subscription: Subscription): void {
  only(subscription, ["paused"], "resumed");
  update(merchant, subscription, makeActive, ["resumed"]);
}

function makeActive(subscription: Subscription): void {
  subscription.status = "active";
  delete subscription.status_details;
}

/** Money is not collected for a while; by Stripe's words the customer keeps the service. */
export function pauseCollection(
  merchant: Merchant,
  subscription: Subscription,
  behavior: string,
  resumesAt: number | null,
): void {
  only(subscription, running, "paused");
  update(merchant, subscription, (one) => {
    one.pause_collection = { behavior, resumes_at: resumesAt };
  });
}

export function resumeCollection(merchant: Merchant, subscription: Subscription): void {
  if (!subscription.pause_collection) throw new Refusal("The collection is not paused.", 409);
  update(merchant, subscription, (one) => {
    one.pause_collection = null;
  });
}

/** `flag` is the dashboard's way, `cancel_at` the flexible portal's, `both` the classic portal's. */
export function cancelLater(
  merchant: Merchant,
  subscription: Subscription,
  by: "flag" | "cancel_at" | "both",
  at?: number,
): void {
  only(subscription, running, "cancelled");
  const periodEnd = Math.max(...itemsOf(merchant, subscription).map((item) => item.current_period_end));
  update(merchant, subscription, (one) => {
    one.cancel_at_period_end = by !== "cancel_at";
    one.cancel_at = by === "flag" ? null : (at ?? periodEnd);
    one.canceled_at = merchant.now();
    one.cancellation_details = {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: "cancellation_requested",
    };
  });
}

export function keep(merchant: Merchant, subscription: Subscription): void {
  only(subscription, running, "kept");
  update(merchant, subscription, (one) => {
    one.cancel_at_period_end = false;
    one.cancel_at = null;
    one.canceled_at = null;
    one.cancellation_details = { comment: null, feedback: null, feedback_option: null, reason: null };
  });
}

export function warnOfTrialEnd(merchant: Merchant, subscription: Subscription): void {
  only(subscription, ["trialing"], "warned");
  emit(merchant, "customer.subscription.trial_will_end", subscription);
}

/** With a card it is paid; without one the subscription's own setting decides. */
export function endTrial(merchant: Merchant, subscription: Subscription): void {
  only(subscription, ["trialing"], "taken out of its trial");
  const missing = subscription.trial_settings?.end_behavior.missing_payment_method;
  if (subscription.default_payment_method) renew(merchant, subscription);
  else if (missing === "cancel") end(merchant, subscription, null);
  else if (missing === "pause") pause(merchant, subscription, "trial_end_without_payment_method");
  else fallBehind(merchant, subscription);
}
