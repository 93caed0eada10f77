import { z } from "zod";
import type { SubscriptionSeen, SubscriptionStatus } from "@/db/schema";

/*
 * A subscription as Paddle sends it in events and answers: https://developer.paddle.com/api-reference/subscriptions.
 * It names its customer only by id.
 */
export const time = z.iso.datetime({ offset: true });
export const minorUnits = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);

export const priceShape = z.object({
  id: z.string().min(1),
  product_id: z.string().min(1),
  unit_price: z.object({ amount: minorUnits }).nullish(),
  billing_cycle: z.object({ interval: z.string(), frequency: z.number() }).nullish(),
});

export const subscriptionShape = z.object({
  id: z.string().min(1),
  status: z.string(),
  customer_id: z.string(),
  currency_code: z.string().nullish(),
  collection_mode: z.string().nullish(),
  created_at: time.nullish(),
  next_billed_at: time.nullish(),
  current_billing_period: z.object({ starts_at: time, ends_at: time }).nullish(),
  scheduled_change: z.object({ action: z.string(), effective_at: time }).nullish(),
  items: z.array(z.object({ quantity: z.number(), recurring: z.boolean().nullish(), price: priceShape })),
});
export type Subscription = z.output<typeof subscriptionShape>;

const statuses: Record<string, SubscriptionStatus> = {
  trialing: "active",
  active: "active",
  past_due: "past_due",
  paused: "paused",
  canceled: "cancelled",
};

/** Null for a status that Paddle added later: we never guess. */
export function readSubscription(
  subscription: Subscription,
  asOf: string,
  activates: boolean,
): SubscriptionSeen | null {
  const status = statuses[subscription.status];
  if (!status) return null;
  // One-time items are a separate sale, reported by their transaction.
  const items = subscription.items.filter(({ recurring }) => recurring !== false);
  const { scheduled_change: change, current_billing_period: period } = subscription;
  return {
    kind: "subscription",
    subscriptionId: subscription.id,
    lines: items.map(({ price, quantity }) => ({ productId: price.product_id, priceId: price.id, quantity })),
    status,
    buyer: { externalId: subscription.customer_id, email: "", name: "", phoneNumber: null },
    cancelAt: change?.action === "cancel" ? change.effective_at : null,
    nextBillingAt: subscription.next_billed_at ?? period?.ends_at ?? null,
    periodStartedAt: period?.starts_at ?? null,
    amount: items.reduce<number | null>(
      (sum, { price, quantity }) =>
        sum === null || !price.unit_price ? null : sum + price.unit_price.amount * quantity,
      0,
    ),
    currency: subscription.currency_code ?? null,
    activates: activates && status === "active",
    collectionPaused: null,
    sentByInvoice: subscription.collection_mode === "manual",
    asOf,
  };
}
