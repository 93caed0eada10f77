import { and, desc, eq, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import {
  customers,
  paymentConnections,
  productPrices,
  products,
  purchaseLines,
  purchases,
} from "@/db/schema";
import type { Texts } from "@/lib/languages/texts";
import { money } from "@/lib/money";
import { amountDigits } from "@/lib/payments/amount-digits";
import { priceForCustomer } from "@/lib/payments/price-words";
import { providerNamed } from "@/lib/payments/providers";
import { comesBack, whyEnded } from "@/lib/why-ended";

export type MyPurchase = {
  id: string;
  title: string;
  /** "$12.00 every month"; null where the provider doesn't say. */
  price: string | null;
  /** The next date that matters, or the last one. ISO. */
  date: { what: "renews" | "ends" | "bought"; at: string } | null;
  /** Why it gives nothing now; null while it does. */
  ended: string | null;
  /** The provider has a page where the customer changes or cancels it. */
  managed: boolean;
};

const mostPurchases = 100;

/** What a customer paid for, newest first, ended purchases included. */
export async function purchasesOf(tx: Tx, customerId: string, texts: Texts): Promise<MyPurchase[]> {
  const rows = await tx
    .select({
      purchase: purchases,
      product: products,
      price: productPrices,
      connection: paymentConnections,
      buyerId: customers.externalId,
    })
    .from(purchases)
    .innerJoin(customers, eq(customers.id, purchases.customerId))
    .leftJoin(products, eq(products.id, purchases.productId))
    .leftJoin(purchaseLines, and(eq(purchaseLines.purchaseId, purchases.id), eq(purchaseLines.position, 0)))
    .leftJoin(productPrices, eq(productPrices.id, purchaseLines.priceId))
    .leftJoin(paymentConnections, eq(paymentConnections.id, purchases.connectionId))
    .where(and(eq(purchases.customerId, customerId), ne(purchases.kind, "direct")))
    .orderBy(desc(purchases.createdAt), desc(purchases.id))
    .limit(mostPurchases);
  return rows.map((row) => view(row, texts));
}

type Row = {
  purchase: typeof purchases.$inferSelect;
  product: typeof products.$inferSelect | null;
  price: typeof productPrices.$inferSelect | null;
  connection: typeof paymentConnections.$inferSelect | null;
  buyerId: string | null;
};

function view(row: Row, texts: Texts): MyPurchase {
  const { purchase, product } = row;
  return {
    id: purchase.id,
    title: product?.name ?? texts.t("portal.purchase"),
    price: priceOf(row, texts),
    date: dateOf(purchase),
    ended: purchase.live ? null : words(texts, purchase),
    managed: isManaged(row),
  };
}

function priceOf({ purchase, product, price, connection }: Row, texts: Texts): string | null {
  const { amount, currency, kind } = purchase;
  if (amount === null || !currency) return null;
  const provider = connection?.provider ?? null;
  const { interval, intervalCount } = price ?? product ?? { interval: null, intervalCount: null };
  if (kind !== "subscription" || !interval)
    return money(amount, currency, amountDigits(provider, currency), texts.locale);
  return priceForCustomer(texts, { provider, priceAmount: amount, currency, interval, intervalCount });
}

function dateOf({ live, cancelAt, nextBillingAt, createdAt }: Row["purchase"]): MyPurchase["date"] {
  if (live && cancelAt) return { what: "ends", at: cancelAt.toISOString() };
  if (live && nextBillingAt) return { what: "renews", at: nextBillingAt.toISOString() };
  return { what: "bought", at: createdAt.toISOString() };
}

function words({ t }: Texts, { endReason }: Row["purchase"]): string {
  if (!endReason) return t("portal.unpaid");
  return [whyEnded(t, endReason), comesBack(t, endReason)].filter(Boolean).join(" ");
}

const over = new Set(["subscription_cancelled", "subscription_expired", "dispute_lost"]);

/** A subscription that is paused, or whose payment failed, is put right at the provider. One that is over is not. */
function isManaged({ purchase, connection, buyerId }: Row): boolean {
  if (purchase.kind !== "subscription" || !connection || connection.disconnectedAt || !buyerId) return false;
  if (!purchase.live && purchase.endReason && over.has(purchase.endReason)) return false;
  return providerNamed(connection.provider).openPortal !== undefined;
}
