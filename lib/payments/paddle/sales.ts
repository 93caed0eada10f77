import { z } from "zod";
import type { Buyer, PaymentSeen } from "@/db/schema";
import type { ProviderAccess } from "@/lib/payments/provider";
import { find, get } from "./client";
import { minorUnits, priceShape, time } from "./subscription";

/** Money that was asked for: https://developer.paddle.com/api-reference/transactions. */
export const transactionShape = z.object({
  id: z.string().min(1),
  status: z.string(),
  origin: z.string().nullish(),
  customer_id: z.string().nullish(),
  subscription_id: z.string().nullish(),
  currency_code: z.string(),
  updated_at: time.nullish(),
  items: z.array(z.object({ quantity: z.number(), price: priceShape.nullish() })),
  details: z.object({ totals: z.object({ total: minorUnits }).nullish() }).nullish(),
});
export type Transaction = z.output<typeof transactionShape>;

/** What gives nothing yet (a draft, a bill that is due) waits. */
const statuses: Record<string, PaymentSeen["status"]> = {
  paid: "succeeded",
  completed: "succeeded",
  canceled: "failed",
};

/**
 * What a transaction sold by itself: items without a billing cycle. The others make a subscription, whose own events
 * drive it; until it is made, its first transaction does not name it.
 */
export function readTransaction(seen: Transaction, asOf: string): PaymentSeen {
  return {
    kind: "payment",
    paymentId: seen.id,
    subscriptionIds: seen.subscription_id ? [seen.subscription_id] : [],
    lines: seen.items.flatMap(({ price, quantity }) =>
      price && !price.billing_cycle ? [{ productId: price.product_id, priceId: price.id, quantity }] : [],
    ),
    status: statuses[seen.status] ?? "waiting",
    buyer: { externalId: seen.customer_id ?? "", email: "", name: "", phoneNumber: null },
    amount: seen.details?.totals?.total ?? 0,
    currency: seen.currency_code,
    asOf,
  };
}

/** The sale that a refund or dispute is of; none when Paddle knows no such transaction. */
export async function findSale(access: ProviderAccess, id: string, asOf: string): Promise<PaymentSeen[]> {
  const found = await find(access, `/transactions/${encodeURIComponent(id)}`);
  return found ? [readTransaction(transactionShape.parse(found.data), asOf)] : [];
}

/** The last paid bill of a subscription that is paid by invoices: without one it gives nothing yet. */
export async function findPaidBill(access: ProviderAccess, subscriptionId: string): Promise<PaymentSeen[]> {
  const { data } = await get(access, "/transactions", {
    subscription_id: subscriptionId,
    status: "paid,completed",
    per_page: "1",
  });
  return z
    .array(transactionShape)
    .parse(data)
    .map((seen) => readTransaction(seen, seen.updated_at ?? new Date(0).toISOString()));
}

export const customerShape = z.object({
  id: z.string().min(1),
  email: z.string().nullish(),
  name: z.string().nullish(),
});

export function buyerOf({ id, email, name }: z.output<typeof customerShape>): Buyer | null {
  return email ? { externalId: id, email, name: name ?? "", phoneNumber: null } : null;
}
