import { z } from "zod";
import { subscriptionStatuses } from "@/db/schema";
import { providerNames } from "@/lib/payments/providers";
import type { PaymentKnown, SubscriptionKnown } from "@/lib/purchases/find-purchases";
import { operation } from "./operation";
import { pageOf, pageQuery } from "./paging";
import { metadataShown, moment, time } from "./shared-schemas";

const notKept = z.null().describe("Not kept here: ask your payment provider");
const emptyList = z.array(z.never()).describe("Not kept here: ask your payment provider");
const billing = z
  .object({ country: z.null(), city: z.null(), state: z.null(), street: z.null(), zipcode: z.null() })
  .describe("Not kept here: ask your payment provider");
const noBilling = { country: null, city: null, state: null, street: null, zipcode: null };

const buyer = z.object({
  customer_id: z.string(),
  email: z.string(),
  name: z.string(),
  phone_number: z.string().nullable(),
  metadata: metadataShown,
});

const intervals = z.enum(["Day", "Week", "Month", "Year"]).nullable();

export const subscription = z
  .object({
    subscription_id: z.string().describe("The payment provider's id"),
    brand_id: z.string(),
    customer: buyer,
    product_id: z.string().nullable(),
    product_name: z.string().nullable(),
    status: z.enum(subscriptionStatuses),
    cancel_at_next_billing_date: z.boolean(),
    next_billing_date: time.nullable(),
    recurring_pre_tax_amount: z.number().int().nullable(),
    currency: z.string().nullable(),
    payment_frequency_count: z.number().int().nullable(),
    payment_frequency_interval: intervals,
    subscription_period_count: z.number().int().nullable(),
    subscription_period_interval: intervals,
    gives_access: z.boolean().describe("Gatehouse's own: whether its events together give access now"),
    created_at: time,
    billing,
    metadata: metadataShown,
    addons: emptyList,
    credit_entitlement_cart: emptyList,
    discounts: emptyList,
    meter_credit_entitlement_cart: emptyList,
    meters: emptyList,
    has_payment_method: notKept,
    on_demand: notKept,
    previous_billing_date: notKept,
    quantity: notKept,
    tax_inclusive: notKept,
    trial_period_days: notKept,
  })
  .meta({ id: "Subscription" });

export function subscriptionToWire(known: SubscriptionKnown): z.input<typeof subscription> {
  const { purchase, customer, product } = known;
  const frequency = { count: product?.intervalCount ?? null, interval: product?.interval ?? null };
  return {
    subscription_id: purchase.externalId,
    brand_id: purchase.businessId,
    customer: buyerToWire(customer),
    product_id: purchase.productId,
    product_name: product?.name ?? null,
    status: subscriptionStatuses.find((status) => status === purchase.providerStatus) ?? "pending",
    cancel_at_next_billing_date: purchase.cancelAt !== null,
    next_billing_date: purchase.nextBillingAt?.toISOString() ?? null,
    recurring_pre_tax_amount: purchase.amount,
    currency: purchase.currency,
    payment_frequency_count: frequency.count,
    payment_frequency_interval: frequency.interval,
    subscription_period_count: frequency.count,
    subscription_period_interval: frequency.interval,
    gives_access: purchase.live,
    created_at: purchase.createdAt.toISOString(),
    billing: noBilling,
    metadata: {},
    addons: [],
    credit_entitlement_cart: [],
    discounts: [],
    meter_credit_entitlement_cart: [],
    meters: [],
    has_payment_method: null,
    on_demand: null,
    previous_billing_date: null,
    quantity: null,
    tax_inclusive: null,
    trial_period_days: null,
  };
}

const refund = z.object({
  refund_id: z.string(),
  payment_id: z.string(),
  business_id: z.string(),
  status: z.literal("succeeded"),
  is_partial: z.boolean(),
  amount: z.number().int().nullable(),
  currency: z.string(),
  reason: z.null(),
  created_at: time,
});

const dispute = z.object({
  dispute_id: z.string(),
  payment_id: z.string(),
  business_id: z.string(),
  dispute_status: z.enum(["dispute_opened", "dispute_won", "dispute_lost"]),
  created_at: time,
});

const paymentStatuses = ["succeeded", "failed", "processing"] as const;

export const payment = z
  .object({
    payment_id: z.string().describe("The payment provider's id"),
    business_id: z.string(),
    brand_id: z.string(),
    customer: buyer,
    status: z.enum(paymentStatuses),
    total_amount: z.number().int(),
    currency: z.string(),
    subscription_id: z.string().nullable(),
    subscription_ids: z.array(z.string()),
    product_cart: z.array(z.object({ product_id: z.string(), quantity: z.number().int() })).nullable(),
    refund_status: z.enum(["partial", "full"]).nullable(),
    refunds: z.array(refund),
    disputes: z.array(dispute),
    created_at: time,
    billing,
    metadata: metadataShown,
    payment_provider: z.enum(providerNames),
    digital_products_delivered: z.literal(false),
    has_license_key: z.literal(false),
    is_update_payment_method: z.literal(false),
    is_multi_subscription: z.boolean(),
    retry_attempt: notKept,
    settlement_amount: notKept,
    settlement_currency: notKept,
  })
  .meta({ id: "Payment" });

export function paymentToWire(known: PaymentKnown): z.input<typeof payment> {
  const { seen: reported, businessId, customer } = known;
  const { paymentId, subscriptionIds, status, buyer: person } = reported;
  const shown = customer ? buyerToWire(customer) : unknownBuyer(person);
  return {
    payment_id: paymentId,
    business_id: businessId,
    brand_id: businessId,
    customer: shown,
    status: status === "waiting" ? "processing" : status,
    total_amount: reported.amount,
    currency: reported.currency,
    // As at Dodo: one that paid for several names none here.
    subscription_id: subscriptionIds.length === 1 ? (subscriptionIds[0] ?? null) : null,
    subscription_ids: subscriptionIds,
    product_cart:
      known.lines.length === 0 && subscriptionIds.length > 0
        ? null
        : known.lines.map(({ productId, quantity }) => ({ product_id: productId, quantity })),
    refund_status: known.refundStatus,
    refunds: known.refunds.filter(isShownRefund).map(({ refundId, partial, amount, asOf }) => ({
      refund_id: refundId,
      payment_id: paymentId,
      business_id: businessId,
      status: "succeeded" as const,
      is_partial: partial ?? (amount !== null && amount < reported.amount),
      amount,
      currency: reported.currency,
      reason: null,
      created_at: asOf,
    })),
    disputes: known.disputes.map(({ disputeId, outcome, asOf }) => ({
      dispute_id: disputeId,
      payment_id: paymentId,
      business_id: businessId,
      dispute_status: `dispute_${outcome === "open" ? "opened" : outcome}` as const,
      created_at: asOf,
    })),
    created_at: reported.asOf,
    billing: noBilling,
    metadata: {},
    payment_provider: known.provider,
    digital_products_delivered: false,
    has_license_key: false,
    is_update_payment_method: false,
    is_multi_subscription: subscriptionIds.length > 1,
    retry_attempt: null,
    settlement_amount: null,
    settlement_currency: null,
  };
}

/** A provider that sums refunds up beside telling each one would be shown twice. */
function isShownRefund(
  refund: PaymentKnown["refunds"][number],
  _: number,
  all: PaymentKnown["refunds"],
): boolean {
  if (refund.status === "failed") return false;
  return refund.counts === "one" || !all.some(({ counts }) => counts === "one");
}

function buyerToWire({ id, email, name, phoneNumber, metadata }: SubscriptionKnown["customer"]) {
  return { customer_id: id, email, name, phone_number: phoneNumber, metadata };
}

function unknownBuyer({ externalId, email, name, phoneNumber }: PaymentKnown["seen"]["buyer"]) {
  return { customer_id: externalId, email, name, phone_number: phoneNumber, metadata: {} };
}

const filters = {
  customer_id: z.string().max(128).optional(),
  product_id: z.string().max(128).optional(),
  created_at_gte: moment.optional(),
  created_at_lte: moment.optional(),
};

const fromEvents =
  "What the payment provider's events reported. Fields that Gatehouse does not keep are null or empty.";

export const subscriptionOperations = [
  operation({
    id: "subscriptions.list",
    method: "GET",
    path: "/subscriptions",
    summary: "List subscriptions, newest first",
    description: fromEvents,
    query: pageQuery.extend({
      ...filters,
      status: z.enum(subscriptionStatuses).optional(),
      cancel_at_next_billing_date: z.stringbool().optional(),
    }),
    answer: pageOf(subscription),
  }),
  operation({
    id: "subscriptions.retrieve",
    method: "GET",
    path: "/subscriptions/{id}",
    summary: "Retrieve a subscription",
    description: fromEvents,
    answer: subscription,
    errors: [404],
  }),
] as const;

export const paymentOperations = [
  operation({
    id: "payments.list",
    method: "GET",
    path: "/payments",
    summary: "List payments, newest first",
    description: fromEvents,
    query: pageQuery.extend({
      ...filters,
      subscription_id: z.string().max(128).optional(),
      status: z
        .string()
        .max(60)
        .optional()
        .describe("succeeded, failed or processing; any other finds nothing"),
      currency: z.string().max(3).optional(),
    }),
    answer: pageOf(payment),
  }),
  operation({
    id: "payments.retrieve",
    method: "GET",
    path: "/payments/{id}",
    summary: "Retrieve a payment",
    description: fromEvents,
    answer: payment,
    errors: [404],
  }),
] as const;
