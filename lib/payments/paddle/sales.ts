import { z } from "zod";
import type { Buyer, PaymentSeen } from "@/db/schema";
import type { ProviderAccess } from "@/lib/payments/provider";
import { find, get } from "./client";
import { minorUnits, priceShape, time } from "./subscription";

/** A request for money: https://developer.paddle.com/api-reference/transactions. */
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

/** Drafts and unpaid bills are `waiting`: they give nothing yet. */
const statuses: Record<string, PaymentSeen["status"]> = {
  paid: "succeeded",
  completed: "succeeded",
  canceled: "failed",
};

/**
 * A transaction's own sale: its items without a billing cycle. The other items create a subscription, which has its
 * own events. Until that subscription exists, its first transaction doesn't name it.
 */
export function readTransaction(transaction: Transaction, asOf: string): PaymentSeen {
  return {
    kind: "payment",
    paymentId: transaction.id,
    subscriptionIds: transaction.subscription_id ? [transaction.subscription_id] : [],
    lines: transaction.items.flatMap(({ price, quantity }) =>
      price && !price.billing_cycle ? [{ productId: price.product_id, priceId: price.id, quantity }] : [],
    ),
    status: statuses[transaction.status] ?? "waiting",
    buyer: { externalId: transaction.customer_id ?? "", email: "", name: "", phoneNumber: null },
    amount: transaction.details?.totals?.total ?? 0,
    currency: transaction.currency_code,
    asOf,
  };
}

/** The sale behind a refund or dispute; empty if Paddle doesn't know the transaction. */
export async function findSale(access: ProviderAccess, id: string, asOf: string): Promise<PaymentSeen[]> {
  const found = await find(access, `/transactions/${encodeURIComponent(id)}`);
  return found ? [readTransaction(transactionShape.parse(found.data), asOf)] : [];
}

/** The last paid bill of a subscription paid by invoice, which gives nothing until a bill is paid. */
export async function findPaidBill(access: ProviderAccess, subscriptionId: string): Promise<PaymentSeen[]> {
  const { data } = await get(access, "/transactions", {
    subscription_id: subscriptionId,
    status: "paid,completed",
    per_page: "1",
  });
  return z
    .array(transactionShape)
    .parse(data)
    .map((transaction) => readTransaction(transaction, transaction.updated_at ?? new Date(0).toISOString()));
}

export const customerShape = z.object({
  id: z.string().min(1),
  email: z.string().nullish(),
  name: z.string().nullish(),
});

export function buyerOf({ id, email, name }: z.output<typeof customerShape>): Buyer | null {
  return email ? { externalId: id, email, name: name ?? "", phoneNumber: null } : null;
}
