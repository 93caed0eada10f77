import type { Merchant } from "../merchant";
import type { Item, Subscription } from "../objects";
import { periodEnd } from "../period";
import { stripeId } from "../stripe-id";
import type { Wanted } from "./line-item";

type Given = Partial<Subscription> & Pick<Subscription, "customer">;

export function newSubscription(
  merchant: Merchant,
  wanted: Wanted[],
  given: Given,
  trialDays: number | null,
): Subscription {
  const { account, now } = merchant;
  const trialEnd = trialDays ? now() + trialDays * 86_400 : null;
  const subscription: Subscription = {
    id: stripeId("sub"),
    object: "subscription",
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: trialEnd ?? now(),
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: now() },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: "charge_automatically",
    created: now(),
    currency: wanted[0]?.price.currency ?? "usd",
    customer_account: null,
    days_until_due: null,
    default_payment_method: stripeId("pm"),
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    latest_invoice: null,
    livemode: account.livemode,
    managed_payments: null,
    metadata: {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: "off",
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now(),
    status: trialEnd ? "trialing" : "active",
    test_clock: null,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: "create_invoice" },
    },
    trial_start: trialEnd ? now() : null,
    ...given,
  };
  account.subscriptions.set(subscription.id, subscription);
  for (const one of wanted) newItem(merchant, subscription, one);
  return subscription;
}

/** A trial without a card, and what Stripe does when it ends. */
export function withoutCard(missing_payment_method: string): Partial<Subscription> {
  return {
    default_payment_method: null,
    trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method } },
  };
}

export function newItem({ account, now }: Merchant, subscription: Subscription, wanted: Wanted): Item {
  const start = now();
  const item: Item = {
    id: stripeId("si"),
    object: "subscription_item",
    billing_thresholds: null,
    created: start,
    current_period_end:
      subscription.trial_end && subscription.trial_end > start
        ? subscription.trial_end
        : periodEnd(start, wanted.price),
    current_period_start: start,
    current_trial: null,
    discounts: [],
    metadata: {},
    price: wanted.price.id,
    quantity: wanted.quantity,
    subscription: subscription.id,
    tax_rates: [],
  };
  account.items.set(item.id, item);
  return item;
}

export function itemsOf({ account }: Merchant, { id }: { id: string }): Item[] {
  return [...account.items.values()].filter((item) => item.subscription === id);
}
