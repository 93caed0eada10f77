import type { Account, ShopSubscription } from "./accounts";
import { applyPlan } from "./change-plan";
import { publish, subject } from "./events";
import type { Shop } from "./open-shop";
import { addPeriod, newPayment } from "./records";
import { publishUpdate, requireStatus } from "./subscription-step";

/** Everything that can happen to a subscription. Each step returns the ids of the events it published. */

type Step = (shop: Shop, account: Account, subscription: ShopSubscription) => string[];

/** The next billing date arrives: a renewal, or the cancellation or plan change scheduled for it. */
export const renew: Step = (shop, account, subscription) => {
  requireStatus(subscription, ["active"], "renewed");
  if (subscription.cancel_at_next_billing_date) return cancel(shop, account, subscription);
  const planned = subscription.scheduled_change;
  const changed = planned ? applyPlan(shop, account, subscription, planned) : [];
  const paid = charge(shop, account, subscription, "succeeded");
  startPeriod(shop, subscription);
  return [...changed, paid, publishUpdate(shop, account, subscription, "subscription.renewed")];
};

/** A charge failed for good; access ends until the customer pays. */
export const hold: Step = (shop, account, subscription) => {
  requireStatus(subscription, ["active", "past_due", "paused"], "put on hold");
  const failed = charge(shop, account, subscription, "failed");
  subscription.status = "on_hold";
  subscription.past_due_ends_at = null;
  return [failed, publishUpdate(shop, account, subscription, "subscription.on_hold")];
};

/** A charge failed, and the grace period starts. */
export const pastDue: Step = (shop, account, subscription) => {
  requireStatus(subscription, ["active"], "made past due");
  const failed = charge(shop, account, subscription, "failed");
  subscription.status = "past_due";
  subscription.past_due_ends_at = new Date(shop.world.now() + 3 * 86_400_000).toISOString();
  return [failed, publishUpdate(shop, account, subscription, "subscription.past_due")];
};

/** The customer pays after all. */
export const activate: Step = (shop, account, subscription) => {
  if (subscription.status === "paused") return unpause(shop, account, subscription);
  requireStatus(subscription, ["pending", "on_hold", "past_due"], "activated");
  const paid = charge(shop, account, subscription, "succeeded");
  subscription.status = "active";
  subscription.past_due_ends_at = null;
  subscription.paused_at = null;
  startPeriod(shop, subscription);
  return [paid, publishUpdate(shop, account, subscription, "subscription.active")];
};

export const pause: Step = (shop, account, subscription) => {
  requireStatus(subscription, ["active", "on_hold"], "paused");
  subscription.status = "paused";
  subscription.paused_at = new Date(shop.world.now()).toISOString();
  return [publishUpdate(shop, account, subscription, "subscription.paused")];
};

export const unpause: Step = (shop, account, subscription) => {
  requireStatus(subscription, ["paused"], "resumed");
  subscription.status = "active";
  subscription.paused_at = null;
  return [publishUpdate(shop, account, subscription, "subscription.unpaused")];
};

export const cancel: Step = (shop, account, subscription) => {
  requireStatus(subscription, ["pending", "active", "on_hold", "paused", "past_due"], "cancelled");
  subscription.status = "cancelled";
  subscription.cancelled_at = new Date(shop.world.now()).toISOString();
  subscription.past_due_ends_at = null;
  return [publishUpdate(shop, account, subscription, "subscription.cancelled")];
};

export const cancelAtPeriodEnd: Step = (shop, account, subscription) => {
  requireStatus(subscription, ["active", "on_hold", "paused", "past_due"], "cancelled");
  subscription.cancel_at_next_billing_date = true;
  return [publishUpdate(shop, account, subscription, "subscription.updated")];
};

export const keep: Step = (shop, account, subscription) => {
  requireStatus(subscription, ["active", "on_hold", "paused", "past_due"], "kept");
  subscription.cancel_at_next_billing_date = false;
  return [publishUpdate(shop, account, subscription, "subscription.updated")];
};

export const expire: Step = (shop, account, subscription) => {
  requireStatus(subscription, ["active", "on_hold", "paused", "past_due"], "expired");
  subscription.status = "expired";
  subscription.expires_at = new Date(shop.world.now()).toISOString();
  return [publishUpdate(shop, account, subscription, "subscription.expired")];
};

function charge(
  shop: Shop,
  account: Account,
  subscription: ShopSubscription,
  status: "succeeded" | "failed",
): string {
  const payment = newPayment(shop, account, {
    customer: subscription.customer,
    amount: subscription.recurring_pre_tax_amount,
    currency: subscription.currency,
    metadata: subscription.metadata,
    status,
    subscriptionIds: [subscription.subscription_id],
  });
  return publish(shop, account, `payment.${status}`, subject.payment(payment));
}

/** A renewal continues from the old date; a late payment starts a new period. */
function startPeriod(shop: Shop, subscription: ShopSubscription): void {
  const due = new Date(subscription.next_billing_date);
  const now = new Date(shop.world.now());
  const count = subscription.payment_frequency_count;
  const interval = subscription.payment_frequency_interval;
  subscription.previous_billing_date = now.toISOString();
  subscription.next_billing_date = addPeriod(due > now ? due : now, { count, interval }).toISOString();
}
