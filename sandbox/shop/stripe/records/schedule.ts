import type { Merchant } from "../merchant";
import type { Item, Schedule, Subscription } from "../objects";
import { stripeId } from "../stripe-id";

type Phase = Schedule["phases"][number];
type Planned = { price: string; quantity: number };

/** A schedule with the present phase and the one that starts when the period ends. */
export function newSchedule(
  { account, now }: Merchant,
  subscription: Subscription,
  items: Item[],
  next: Planned[],
): Schedule {
  const end = Math.min(...items.map((item) => item.current_period_end));
  const start = Math.min(...items.map((item) => item.current_period_start));
  const present = items.map(({ price, quantity = 1 }) => ({ price, quantity }));
  const schedule: Schedule = {
    id: stripeId("sub_sched"),
    object: "subscription_schedule",
    application: null,
    billing_mode: subscription.billing_mode,
    canceled_at: null,
    completed_at: null,
    created: now(),
    current_phase: { start_date: start, end_date: end },
    customer: subscription.customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: "automatic",
      billing_thresholds: null,
      collection_method: "charge_automatically",
      default_payment_method: null,
      description: null,
      invoice_settings: { ...subscription.invoice_settings, days_until_due: null },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: "release",
    livemode: account.livemode,
    metadata: {},
    pause_schedules: [],
    phases: [phase(subscription, present, start, end), phase(subscription, next, end, end + 30 * 86_400)],
    released_at: null,
    released_subscription: null,
    status: "active",
    subscription: subscription.id,
    test_clock: null,
  };
  account.schedules.set(schedule.id, schedule);
  return schedule;
}

function phase(subscription: Subscription, planned: Planned[], start_date: number, end_date: number): Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: subscription.currency,
    default_payment_method: null,
    description: null,
    discounts: [],
    end_date,
    invoice_settings: null,
    items: planned.map((one) => ({
      ...one,
      billing_thresholds: null,
      discounts: [],
      metadata: {},
      plan: one.price,
      tax_rates: [],
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: "none",
    start_date,
    transfer_data: null,
    trial_end: null,
  };
}
