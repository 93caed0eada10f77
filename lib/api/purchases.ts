import { z } from "zod";
import { type Rhythm, subscriptionStatuses } from "@/db/schema";
import { providerNames } from "@/lib/payments/providers";
import type { PaymentKnown, SubscriptionKnown } from "@/lib/purchases/find-purchases";
import { operation } from "./operation";
import { pageOf, pageQuery } from "./paging";
import { metadataShown, moment, time } from "./shared-schemas";

/** The SDKs have a closed list of countries, without a code for "unknown". Nobody is billed in Antarctica. */
const unknownCountry = "AQ";
const emptyList = z.array(z.never()).describe("Not kept here: ask your payment provider");
const billing = z.object({
  country: z
    .string()
    .describe(`As the payment provider says; ${unknownCountry} (Antarctica) where it does not`),
  city: z.string().nullable(),
  state: z.string().nullable(),
  street: z.string().nullable(),
  zipcode: z.string().nullable(),
});
const unknownBilling = { country: unknownCountry, city: null, state: null, street: null, zipcode: null };

const buyer = z.object({
  customer_id: z.string(),
  email: z.string(),
  name: z.string(),
  phone_number: z.string().nullable(),
  metadata: metadataShown,
});

const intervals = z.enum(["Day", "Week", "Month", "Year"]);

export const subscription = z
  .object({
    subscription_id: z.string().describe("The payment provider's id"),
    brand_id: z.string(),
    customer: buyer,
    product_id: z
      .string()
      .describe("The product of its first line; the provider's id of one that Gatehouse does not know"),
    product_name: z.string().nullable(),
    status: z.enum(subscriptionStatuses),
    cancel_at_next_billing_date: z.boolean(),
    next_billing_date: time.describe("previous_billing_date where the provider names none"),
    previous_billing_date: time.describe("When it began to give access where the provider does not say"),
    quantity: z.number().int().describe("Of its first line"),
    recurring_pre_tax_amount: z.number().int().describe("0 where the provider does not say"),
    currency: z.string().describe("USD where the provider does not say"),
    payment_frequency_count: z.number().int(),
    payment_frequency_interval: intervals.describe("The price's; Month where nobody says"),
    subscription_period_count: z.number().int(),
    subscription_period_interval: intervals.describe("The payment frequency where the provider does not say"),
    on_demand: z.boolean().describe("false where the provider does not say"),
    trial_period_days: z.number().int().describe("0 where the provider does not say"),
    tax_inclusive: z.boolean().describe("false where the provider does not say"),
    has_payment_method: z.boolean().describe("true where the provider does not say"),
    gives_access: z.boolean().describe("Gatehouse's own: whether its events together give access now"),
    created_at: time,
    billing,
    metadata: metadataShown,
    addons: emptyList,
    credit_entitlement_cart: emptyList,
    discounts: emptyList,
    meter_credit_entitlement_cart: emptyList,
    meters: emptyList,
  })
  .meta({ id: "Subscription" });

export function subscriptionToWire(known: SubscriptionKnown): z.input<typeof subscription> {
  const { purchase, customer, product, seen } = known;
  const [line] = seen?.lines ?? [];
  const details = seen?.details;
  const frequency = frequencyOf(known);
  const period = details?.period ?? frequency;
  const began = seen?.periodStartedAt ?? (purchase.activatedAt ?? purchase.createdAt).toISOString();
  return {
    subscription_id: purchase.externalId,
    brand_id: purchase.businessId,
    customer: buyerToWire(customer),
    product_id: purchase.productId ?? line?.productId ?? "",
    product_name: product?.name ?? null,
    status: subscriptionStatuses.find((status) => status === purchase.providerStatus) ?? "pending",
    cancel_at_next_billing_date: purchase.cancelAt !== null,
    next_billing_date: purchase.nextBillingAt?.toISOString() ?? began,
    previous_billing_date: began,
    quantity: line?.quantity ?? 1,
    recurring_pre_tax_amount: purchase.amount ?? 0,
    currency: purchase.currency ?? "USD",
    payment_frequency_count: frequency.count,
    payment_frequency_interval: frequency.interval,
    subscription_period_count: period.count,
    subscription_period_interval: period.interval,
    on_demand: details?.onDemand ?? false,
    trial_period_days: details?.trialPeriodDays ?? 0,
    tax_inclusive: details?.taxInclusive ?? false,
    has_payment_method: details?.hasPaymentMethod ?? true,
    gives_access: purchase.live,
    created_at: details?.createdAt ?? purchase.createdAt.toISOString(),
    billing: details?.billing ?? known.billing ?? unknownBilling,
    metadata: details?.metadata ?? {},
    addons: [],
    credit_entitlement_cart: [],
    discounts: [],
    meter_credit_entitlement_cart: [],
    meters: [],
  };
}

function frequencyOf({ seen, price, product }: SubscriptionKnown): Rhythm {
  if (seen?.details?.frequency) return seen.details.frequency;
  const paid = price?.interval ? price : product;
  return { interval: paid?.interval ?? "Month", count: paid?.intervalCount ?? 1 };
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
  dispute_stage: z
    .enum(["pre_dispute", "dispute", "pre_arbitration"])
    .describe("dispute where the provider does not say"),
  amount: z.string().describe("As the provider writes it; the payment's amount where it does not say"),
  currency: z.string(),
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
    retry_attempt: z.number().int().describe("0 where the provider does not say"),
    settlement_amount: z.number().int().describe("total_amount where the provider does not say"),
    settlement_currency: z.string().describe("currency where the provider does not say"),
  })
  .meta({ id: "Payment" });

export function paymentToWire(known: PaymentKnown): z.input<typeof payment> {
  const { seen: reported, businessId, customer } = known;
  const { details } = reported;
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
    disputes: known.disputes.map(({ disputeId, outcome, asOf, details: said }) => ({
      dispute_id: disputeId,
      payment_id: paymentId,
      business_id: businessId,
      dispute_status: `dispute_${outcome === "open" ? "opened" : outcome}` as const,
      dispute_stage: said?.stage ?? ("dispute" as const),
      amount: said?.amount ?? String(reported.amount),
      currency: said?.currency ?? reported.currency,
      created_at: asOf,
    })),
    created_at: details?.createdAt ?? reported.asOf,
    billing: details?.billing ?? unknownBilling,
    metadata: details?.metadata ?? {},
    payment_provider: known.provider,
    digital_products_delivered: false,
    has_license_key: false,
    is_update_payment_method: false,
    is_multi_subscription: subscriptionIds.length > 1,
    retry_attempt: details?.retryAttempt ?? 0,
    settlement_amount: details?.settlementAmount ?? reported.amount,
    settlement_currency: details?.settlementCurrency ?? reported.currency,
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
  "What the payment provider's events reported. A field that the SDKs never have as null has the neutral value " +
  "named with it where the provider did not say; others are null or empty.";

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
