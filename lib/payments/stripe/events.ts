import { z } from "zod";
import type { SubscriptionStatus } from "@/db/schema";
import type { ReadEvent } from "@/lib/payments/provider";

/*
 * Stripe's events. A subscription's object names its customer by id only, and its address comes with the
 * checkout session; so the buyer's address is filled in by whichever comes, and an empty one never overwrites.
 */
const envelope = z.object({ type: z.string(), created: z.number(), data: z.object({ object: z.unknown() }) });
const session = z.object({
  mode: z.string(),
  payment_status: z.string(),
  payment_intent: z.string().nullish(),
  subscription: z.string().nullish(),
  customer: z.string().nullish(),
  customer_details: z
    .object({ email: z.string().nullish(), name: z.string().nullish(), phone: z.string().nullish() })
    .nullish(),
  amount_total: z.number().nullish(),
  currency: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});
const subscription = z.object({
  id: z.string(),
  customer: z.string(),
  status: z.string(),
  cancel_at: z.number().nullish(),
  pause_collection: z.unknown().nullish(),
  currency: z.string().nullish(),
  items: z.object({
    data: z.array(
      z.object({
        price: z.object({ id: z.string(), unit_amount: z.number().nullish() }),
        current_period_end: z.number().nullish(),
      }),
    ),
  }),
});
const charge = z.object({
  id: z.string(),
  payment_intent: z.string().nullish(),
  amount: z.number(),
  amount_refunded: z.number(),
  refunded: z.boolean(),
});
const dispute = z.object({ id: z.string(), payment_intent: z.string().nullish(), status: z.string() });

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

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

export function readStripeEvent(body: unknown): ReadEvent {
  const { type, created, data } = envelope.parse(body);
  const asOf = iso(created);
  if (type.startsWith("checkout.session.")) return readSession(session.parse(data.object), asOf);
  if (type.startsWith("customer.subscription."))
    return readSubscription(subscription.parse(data.object), asOf, type);
  if (type === "charge.refunded") {
    const seen = charge.parse(data.object);
    if (!seen.payment_intent) return { ignored: "a charge without a payment" };
    return {
      facts: [
        {
          kind: "refund",
          refundId: `refunds of ${seen.id}`,
          paymentId: seen.payment_intent,
          amount: seen.amount_refunded,
          partial: !seen.refunded,
          asOf,
        },
      ],
    };
  }
  if (type.startsWith("charge.dispute.")) {
    const seen = dispute.parse(data.object);
    if (!seen.payment_intent) return { ignored: "a dispute without a payment" };
    const outcome =
      seen.status === "lost"
        ? "lost"
        : seen.status === "won" || seen.status === "warning_closed"
          ? "won"
          : "open";
    return {
      facts: [{ kind: "dispute", disputeId: seen.id, paymentId: seen.payment_intent, outcome, asOf }],
    };
  }
  return { ignored: `nothing to do for ${type}` };
}

function readSession(seen: z.output<typeof session>, asOf: string): ReadEvent {
  const price = seen.metadata?.gatehouse_price;
  if (seen.mode !== "payment") return { ignored: "a subscription's own events drive it" };
  if (!price || !seen.payment_intent)
    return { ignored: "a sale of something that is not sold through Gatehouse" };
  const email = seen.customer_details?.email;
  if (!email) return { ignored: "a sale without an address" };
  return {
    facts: [
      {
        kind: "payment",
        paymentId: seen.payment_intent,
        subscriptionId: null,
        productIds: [price],
        status:
          seen.payment_status === "paid" || seen.payment_status === "no_payment_required"
            ? "succeeded"
            : "waiting",
        buyer: {
          externalId: seen.customer ?? email,
          email,
          name: seen.customer_details?.name ?? "",
          phoneNumber: seen.customer_details?.phone ?? null,
        },
        amount: seen.amount_total ?? 0,
        currency: (seen.currency ?? "usd").toUpperCase(),
        asOf,
      },
    ],
  };
}

function readSubscription(seen: z.output<typeof subscription>, asOf: string, type: string): ReadEvent {
  const item = seen.items.data[0];
  const status = seen.pause_collection ? "paused" : statuses[seen.status];
  if (!item || !status) return { ignored: `unknown subscription status ${seen.status}` };
  return {
    facts: [
      {
        kind: "subscription",
        subscriptionId: seen.id,
        productId: item.price.id,
        status,
        buyer: { externalId: seen.customer, email: "", name: "", phoneNumber: null },
        cancelAt: seen.cancel_at ? iso(seen.cancel_at) : null,
        nextBillingAt: item.current_period_end ? iso(item.current_period_end) : null,
        amount: item.price.unit_amount ?? null,
        currency: seen.currency?.toUpperCase() ?? null,
        activates: type.endsWith(".created") || type.endsWith(".resumed"),
        asOf,
      },
    ],
  };
}
