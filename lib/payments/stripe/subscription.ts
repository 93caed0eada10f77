import type Stripe from "stripe";
import { z } from "zod";
import type { Buyer, Line, SubscriptionDetails, SubscriptionSeen, SubscriptionStatus } from "@/db/schema";
import { isoTime } from "./client";

/*
 * A subscription of any API version that Stripe still sends: the period's end is on the items or, before 2025, on the
 * subscription; very old items have a plan instead of a price.
 */
export const idOf = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);

const rhythm = z.object({ interval: z.enum(["day", "week", "month", "year"]), interval_count: z.number() });
const price = z.object({
  id: z.string(),
  product: idOf.nullish(),
  unit_amount: z.number().nullish(),
  recurring: rhythm.nullish().catch(null),
  tax_behavior: z.string().nullish(),
});
const plan = z.object({
  id: z.string(),
  product: idOf.nullish(),
  amount: z.number().nullish(),
  interval: z.unknown().optional(),
  interval_count: z.unknown().optional(),
});
const item = z
  .object({
    price: price.nullish(),
    plan: plan.nullish(),
    quantity: z.number().nullish(),
    current_period_start: z.number().nullish(),
    current_period_end: z.number().nullish(),
  })
  .transform(({ price, plan, ...rest }, context) => {
    const paid = price ?? (plan && priceOfPlan(plan));
    if (paid) return { ...rest, price: paid };
    context.addIssue({ code: "custom", message: "has neither price nor plan" });
    return z.NEVER;
  });
function priceOfPlan({ id, product, amount, ...rest }: z.output<typeof plan>): z.output<typeof price> {
  return { id, product, unit_amount: amount, recurring: rhythm.safeParse(rest).data ?? null };
}

export const subscriptionShape = z.object({
  id: z.string(),
  customer: z.union([idOf, z.null()]),
  status: z.string(),
  items: z.object({ data: z.array(item), has_more: z.boolean().nullish() }),
  cancel_at: z.number().nullish(),
  cancel_at_period_end: z.boolean().nullish(),
  ended_at: z.number().nullish(),
  current_period_start: z.number().nullish(),
  current_period_end: z.number().nullish(),
  pause_collection: z.unknown().nullish(),
  collection_method: z.string().nullish(),
  currency: z.string().nullish(),
  created: z.number().nullish(),
  trial_start: z.number().nullish(),
  trial_end: z.number().nullish(),
  default_payment_method: z.unknown().nullish(),
  metadata: z.record(z.string(), z.string()).nullish().catch(null),
  cancellation_details: z.object({ reason: z.string().nullish() }).nullish(),
  status_details: z
    .object({
      paused: z.object({ subscription: z.object({ type: z.string().nullish() }).nullish() }).nullish(),
    })
    .nullish(),
});
export type Subscription = z.output<typeof subscriptionShape>;

/** What an event says has changed; empty if the object wasn't read from an event. */
export type Change = { type: string; previous: Record<string, unknown> };

const statuses: Record<string, SubscriptionStatus> = {
  trialing: "active",
  active: "active",
  past_due: "past_due",
  unpaid: "on_hold",
  paused: "paused",
  canceled: "cancelled",
  incomplete: "pending",
  incomplete_expired: "failed",
};

/** Null for a status that Stripe added later: we never guess. */
export function readSubscription(
  subscription: Subscription,
  seconds: number,
  { type, previous }: Change,
  buyer: Buyer | null,
): SubscriptionSeen | null {
  const status = statusOf(subscription);
  if (!status) return null;
  const items = subscription.items.data;
  const ends = items.flatMap(({ current_period_end: end }) => end ?? subscription.current_period_end ?? []);
  const starts = items.flatMap(
    ({ current_period_start: start }) => start ?? subscription.current_period_start ?? [],
  );
  const cancelAt =
    subscription.cancel_at ??
    (subscription.cancel_at_period_end && ends.length > 0 ? Math.max(...ends) : null);
  return {
    kind: "subscription",
    subscriptionId: subscription.id,
    lines: items.map(lineOf),
    status,
    buyer: buyer ?? { externalId: subscription.customer ?? "", email: "", name: "", phoneNumber: null },
    cancelAt: cancelAt === null ? null : isoTime(cancelAt),
    nextBillingAt: ends.length > 0 ? isoTime(Math.min(...ends)) : null,
    periodStartedAt: starts.length > 0 ? isoTime(Math.max(...starts)) : null,
    amount: items.reduce<number | null>(
      (sum, { price, quantity }) =>
        sum === null || price.unit_amount == null ? null : sum + price.unit_amount * (quantity ?? 1),
      0,
    ),
    currency: subscription.currency?.toUpperCase() ?? null,
    activates: type.endsWith(".created") || type.endsWith(".resumed") || wasOff(previous),
    collectionPaused: subscription.pause_collection
      ? { startsNow: "pause_collection" in previous && previous.pause_collection === null }
      : null,
    sentByInvoice: subscription.collection_method === "send_invoice",
    details: detailsOf(subscription),
    asOf: isoTime(seconds),
  };
}

function detailsOf(subscription: Subscription): SubscriptionDetails {
  const [first] = subscription.items.data;
  const { recurring, tax_behavior: taxes } = first?.price ?? {};
  const { trial_start: from, trial_end: to } = subscription;
  return {
    createdAt: subscription.created ? isoTime(subscription.created) : null,
    // Stripe has it on the customer and the invoices.
    billing: null,
    frequency: recurring
      ? { interval: intervals[recurring.interval], count: recurring.interval_count }
      : null,
    period: null,
    onDemand: false,
    trialPeriodDays: from && to ? Math.round((to - from) / 86_400) : 0,
    taxInclusive: taxes ? taxes === "inclusive" : null,
    // The customer may have a default method, which the subscription doesn't show.
    hasPaymentMethod: subscription.default_payment_method ? true : null,
    metadata: subscription.metadata ?? {},
  };
}

const intervals = { day: "Day", week: "Week", month: "Month", year: "Year" } as const;

function lineOf({ price, quantity }: Subscription["items"]["data"][number]): Line {
  // Without a product id, the product is found by its price.
  return { productId: price.product ?? price.id, priceId: price.id, quantity: quantity ?? 1 };
}

/** The subscription gave nothing before this event. */
function wasOff({ status }: Record<string, unknown>): boolean {
  return status === "unpaid" || status === "paused" || status === "incomplete";
}

const failedPayments = new Set(["first_payment_failure", "final_payment_failure"]);

function statusOf(subscription: Subscription): SubscriptionStatus | undefined {
  const pausedFor = subscription.status_details?.paused?.subscription?.type;
  if (subscription.status === "paused" && pausedFor && failedPayments.has(pausedFor)) return "on_hold";
  const ranOut =
    !subscription.cancellation_details?.reason &&
    subscription.cancel_at &&
    (subscription.ended_at ?? 0) >= subscription.cancel_at;
  if (subscription.status === "canceled" && ranOut) return "expired";
  return statuses[subscription.status];
}

export function buyerOf(customer: Stripe.Customer): Buyer | null {
  if (!customer.email) return null;
  return {
    externalId: customer.id,
    email: customer.email,
    name: customer.name ?? "",
    phoneNumber: customer.phone ?? null,
  };
}
