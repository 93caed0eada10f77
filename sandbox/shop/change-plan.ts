import type DodoPayments from "dodopayments";
import { type Account, type ShopSubscription, shopId } from "./accounts";
import { sellable } from "./buy";
import { publish, subject } from "./events";
import { type Shop, stamp } from "./open-shop";
import { addPeriod, billingPeriod, newPayment, unitAmount } from "./records";
import { ShopRefusal } from "./shop";
import { publishUpdate, requireStatus } from "./subscription-step";

export type PlanChange = {
  product_id: string;
  quantity?: number;
  proration?: DodoPayments.SubscriptionChangePlanParams["proration_billing_mode"];
  effective?: "immediately" | "next_billing_date";
  replaceScheduled?: boolean;
};

/** Moves a subscription to another product, now or at the next billing date. */
export function changePlan(
  shop: Shop,
  account: Account,
  subscription: ShopSubscription,
  wanted: PlanChange,
): string[] {
  requireStatus(subscription, ["active", "past_due"], "moved to another plan");
  const product = sellable(account, wanted.product_id);
  if (!product.is_recurring) {
    throw new ShopRefusal(422, "UNSUPPORTED_ACTION", "A subscription can only move to a recurring product.");
  }
  if (subscription.scheduled_change && !wanted.replaceScheduled) {
    throw new ShopRefusal(409, "UNSUPPORTED_ACTION", "A plan change is already scheduled.");
  }
  const quantity = wanted.quantity ?? subscription.quantity;
  if (wanted.effective === "next_billing_date") {
    subscription.scheduled_change = {
      id: shopId("spc"),
      addons: [],
      created_at: stamp(shop),
      effective_at: subscription.next_billing_date,
      product_id: product.product_id,
      product_name: product.name ?? null,
      product_description: product.description ?? null,
      quantity,
    };
    return [publishUpdate(shop, account, subscription, "subscription.updated")];
  }
  const paid = payDifference(shop, account, subscription, wanted, unitAmount(product.price) * quantity);
  return [...paid, ...applyPlan(shop, account, subscription, { product_id: product.product_id, quantity })];
}

export function dropScheduledChange(shop: Shop, account: Account, subscription: ShopSubscription): string[] {
  if (!subscription.scheduled_change) {
    throw new ShopRefusal(404, "NOT_FOUND", "No plan change is scheduled.");
  }
  subscription.scheduled_change = null;
  return [publishUpdate(shop, account, subscription, "subscription.updated")];
}

export function applyPlan(
  shop: Shop,
  account: Account,
  subscription: ShopSubscription,
  plan: { product_id: string; quantity: number },
): string[] {
  const { price } = sellable(account, plan.product_id);
  const { count, interval } = billingPeriod(price);
  const hasNewPeriod =
    count !== subscription.payment_frequency_count || interval !== subscription.payment_frequency_interval;
  Object.assign(subscription, {
    product_id: plan.product_id,
    quantity: plan.quantity,
    currency: price.currency,
    recurring_pre_tax_amount: unitAmount(price) * plan.quantity,
    payment_frequency_count: count,
    payment_frequency_interval: interval,
    scheduled_change: null,
  });
  if (hasNewPeriod) {
    const next = addPeriod(new Date(shop.world.now()), { count, interval });
    subscription.next_billing_date = next.toISOString();
  }
  return [publishUpdate(shop, account, subscription, "subscription.plan_changed")];
}

/** A more expensive plan is paid at once. A cheaper one leaves credit and makes no payment. */
function payDifference(
  shop: Shop,
  account: Account,
  subscription: ShopSubscription,
  wanted: PlanChange,
  newAmount: number,
): string[] {
  if (wanted.proration === "do_not_bill") return [];
  const isFull = wanted.proration === "full_immediately";
  const due = isFull ? newAmount : newAmount - subscription.recurring_pre_tax_amount;
  if (due <= 0) return [];
  const payment = newPayment(shop, account, {
    customer: subscription.customer,
    amount: due,
    currency: subscription.currency,
    metadata: subscription.metadata,
    status: "succeeded",
    subscriptionIds: [subscription.subscription_id],
  });
  return [publish(shop, account, "payment.succeeded", subject.payment(payment))];
}
