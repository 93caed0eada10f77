import { z } from "zod";
import {
  type Address,
  type Buyer,
  type PaymentSeen,
  type RefundSeen,
  type Rhythm,
  type SubscriptionSeen,
  subscriptionStatuses,
} from "@/db/schema";
import type { ReadEvent } from "@/lib/payments/provider";

/*
 * Dodo Payments' webhook events. `data` is the newest object at delivery, not at the event's time, so a late
 * `subscription.active` may carry `status: cancelled`: the status in `data` decides, never the event's name.
 */
const time = z.iso.datetime({ offset: true });
const customer = z.object({
  customer_id: z.string().min(1),
  email: z.string().min(3),
  name: z.string().nullish(),
  phone_number: z.string().nullish(),
});
const metadata = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .nullish()
  .catch(null);
const interval = z.enum(["Day", "Week", "Month", "Year"]).nullish().catch(null);
const billing = z
  .object({
    country: z.string().length(2),
    city: z.string().nullish(),
    state: z.string().nullish(),
    street: z.string().nullish(),
    zipcode: z.string().nullish(),
  })
  .nullish()
  // Only shown, so a malformed value never blocks a sale.
  .catch(null);
const envelope = z.object({
  business_id: z.string().nullish(),
  type: z.string(),
  timestamp: time,
  data: z.unknown(),
});

const payment = z.object({
  payment_id: z.string().min(1),
  subscription_id: z.string().nullish(),
  subscription_ids: z.array(z.string()).nullish(),
  is_update_payment_method: z.boolean().nullish(),
  product_cart: z.array(z.object({ product_id: z.string(), quantity: z.number().int().nullish() })).nullish(),
  status: z.string().nullish(),
  total_amount: z.number().int(),
  currency: z.string(),
  customer,
  created_at: time.nullish(),
  billing,
  settlement_amount: z.number().int().nullish(),
  settlement_currency: z.string().nullish(),
  retry_attempt: z.number().int().nullish(),
  metadata,
});
const subscription = z.object({
  subscription_id: z.string().min(1),
  product_id: z.string().min(1),
  quantity: z.number().int().nullish(),
  status: z.string(),
  customer,
  previous_billing_date: time.nullish(),
  cancel_at_next_billing_date: z.boolean().nullish(),
  next_billing_date: time.nullish(),
  recurring_pre_tax_amount: z.number().int().nullish(),
  currency: z.string().nullish(),
  created_at: time.nullish(),
  billing,
  payment_frequency_count: z.number().int().nullish(),
  payment_frequency_interval: interval,
  subscription_period_count: z.number().int().nullish(),
  subscription_period_interval: interval,
  on_demand: z.boolean().nullish(),
  trial_period_days: z.number().int().nullish(),
  tax_inclusive: z.boolean().nullish(),
  has_payment_method: z.boolean().nullish(),
  metadata,
});
const refund = z.object({
  refund_id: z.string().min(1),
  payment_id: z.string().min(1),
  amount: z.number().int().nullish(),
  is_partial: z.boolean().nullish(),
});
const dispute = z.object({
  dispute_id: z.string().min(1),
  payment_id: z.string().min(1),
  // A number in the mock events of Dodo's own CLI.
  amount: z.union([z.string(), z.number().transform(String)]).nullish(),
  currency: z.string().nullish(),
  dispute_stage: z.enum(["pre_dispute", "dispute", "pre_arbitration"]).nullish().catch(null),
});

export function readDodoBusiness(body: unknown): string | null {
  const parsed = envelope.safeParse(body);
  return parsed.success ? (parsed.data.business_id ?? null) : null;
}

/** Reads one event; throws a ZodError if a known type has an unexpected shape. */
export function readDodoEvent(body: unknown): ReadEvent {
  const { type, timestamp, data } = envelope.parse(body);
  const [family, what] = type.split(".");
  if (family === "payment") return readPayment(payment.parse(data), timestamp, what);
  if (family === "subscription") return readSubscription(subscription.parse(data), timestamp, what);
  if (type === "refund.succeeded") return { facts: [readRefund(refund.parse(data), timestamp)] };
  if (family === "dispute") {
    const { dispute_id, payment_id, amount, currency, dispute_stage } = dispute.parse(data);
    const details = { amount: amount ?? null, currency: currency ?? null, stage: dispute_stage ?? null };
    // An accepted or expired dispute counts as lost: the money goes back to the customer.
    const outcome =
      what === "lost" || what === "accepted" || what === "expired"
        ? "lost"
        : what === "won" || what === "cancelled"
          ? "won"
          : "open";
    return {
      facts: [
        { kind: "dispute", disputeId: dispute_id, paymentId: payment_id, outcome, details, asOf: timestamp },
      ],
    };
  }
  return { ignored: `nothing to do for ${type}` };
}

function buyer({ customer_id, email, name, phone_number }: z.output<typeof customer>): Buyer {
  return { externalId: customer_id, email, name: name ?? "", phoneNumber: phone_number ?? null };
}

function address(billingDetails: z.output<typeof billing>): Address | null {
  if (!billingDetails) return null;
  const { country, city = null, state = null, street = null, zipcode = null } = billingDetails;
  return { country, city, state, street, zipcode };
}

function rhythm(every: z.output<typeof interval>, count: number | null | undefined): Rhythm | null {
  return every && count ? { interval: every, count } : null;
}

function readPayment(data: z.output<typeof payment>, asOf: string, what: string | undefined): ReadEvent {
  // Changing the card charges nothing and sells nothing.
  if (data.is_update_payment_method) return { ignored: "a change of payment method, not a sale" };
  const status = data.status ?? what;
  const fact: PaymentSeen = {
    kind: "payment",
    paymentId: data.payment_id,
    subscriptionIds: [
      ...new Set([...(data.subscription_id ? [data.subscription_id] : []), ...(data.subscription_ids ?? [])]),
    ],
    lines: (data.product_cart ?? []).map(({ product_id, quantity }) => ({
      productId: product_id,
      priceId: null,
      quantity: quantity ?? 1,
    })),
    status:
      status === "succeeded"
        ? "succeeded"
        : status === "failed" || status === "cancelled"
          ? "failed"
          : "waiting",
    buyer: buyer(data.customer),
    amount: data.total_amount,
    currency: data.currency,
    details: {
      createdAt: data.created_at ?? null,
      billing: address(data.billing),
      settlementAmount: data.settlement_amount ?? null,
      settlementCurrency: data.settlement_currency ?? null,
      retryAttempt: data.retry_attempt ?? null,
      metadata: data.metadata ?? {},
    },
    asOf,
  };
  return { facts: [fact] };
}

const activating = new Set(["active", "unpaused", "plan_changed"]);

function readSubscription(data: z.output<typeof subscription>, asOf: string, what = ""): ReadEvent {
  const status = subscriptionStatuses.find((known) => known === data.status);
  if (!status)
    return {
      unreadable: `Dodo Payments says that ${data.subscription_id} is ${data.status}, which this release does not know`,
    };
  const fact: SubscriptionSeen = {
    kind: "subscription",
    subscriptionId: data.subscription_id,
    lines: [{ productId: data.product_id, priceId: null, quantity: data.quantity ?? 1 }],
    status,
    buyer: buyer(data.customer),
    cancelAt: data.cancel_at_next_billing_date ? (data.next_billing_date ?? null) : null,
    nextBillingAt: data.next_billing_date ?? null,
    periodStartedAt: data.previous_billing_date ?? null,
    amount: data.recurring_pre_tax_amount ?? null,
    currency: data.currency ?? null,
    activates: activating.has(what),
    collectionPaused: null,
    sentByInvoice: false,
    details: {
      createdAt: data.created_at ?? null,
      billing: address(data.billing),
      frequency: rhythm(data.payment_frequency_interval, data.payment_frequency_count),
      period: rhythm(data.subscription_period_interval, data.subscription_period_count),
      onDemand: data.on_demand ?? null,
      trialPeriodDays: data.trial_period_days ?? null,
      taxInclusive: data.tax_inclusive ?? null,
      hasPaymentMethod: data.has_payment_method ?? null,
      metadata: data.metadata ?? {},
    },
    asOf,
  };
  return { facts: [fact] };
}

function readRefund(data: z.output<typeof refund>, asOf: string): RefundSeen {
  return {
    kind: "refund",
    refundId: data.refund_id,
    paymentId: data.payment_id,
    amount: data.amount ?? null,
    partial: data.is_partial ?? null,
    counts: "one",
    status: "succeeded",
    asOf,
  };
}
