import { emit } from "../events";
import type { Merchant } from "../merchant";
import type { Subscription } from "../objects";
import { only, update } from "./update";

const living = ["incomplete", "trialing", "active", "past_due", "unpaid", "paused"];

/** The end, for good. A reason is missing when a fixed term ran out or the customer was deleted. */
export function end(merchant: Merchant, subscription: Subscription, reason: string | null): void {
  only(subscription, living, "cancelled");
  subscription.status = "canceled";
  subscription.ended_at = merchant.now();
  subscription.canceled_at ??= merchant.now();
  subscription.pause_collection = null;
  subscription.cancellation_details = { comment: null, feedback: null, feedback_option: null, reason };
  emit(merchant, "customer.subscription.deleted", subscription);
}

/** A subscription that was sold for a fixed time comes to its end. */
export function runOut(merchant: Merchant, subscription: Subscription): void {
  subscription.cancel_at = merchant.now();
  end(merchant, subscription, null);
}

/** The first payment was not made within 23 hours. */
export function neverPaid(merchant: Merchant, subscription: Subscription): void {
  only(subscription, ["incomplete"], "given up");
  update(merchant, subscription, (one) => {
    one.status = "incomplete_expired";
    one.ended_at = merchant.now();
  });
}
