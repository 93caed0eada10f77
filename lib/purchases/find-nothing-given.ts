import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inboxEvents, type PurchaseEvent, products, purchases } from "@/db/schema";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { wantedEntitlements } from "./follow-purchase";
import { lockSubject } from "./lock-subject";
import { readLines } from "./purchase-lines";
import { findFact, subscriptionsOfPayment } from "./store-facts";

/** Money for which nobody gets anything, and why. */
export type NothingGiven = {
  why: NonNullable<(typeof inboxEvents.$inferSelect)["gaveNothing"]>;
  saleId: string;
  productId: string | null;
  words: string;
};

/**
 * After its facts are folded: the first sale of an event that gave nothing. Earlier events of the same sales are
 * settled by this newer one.
 */
export async function findNothingGiven(
  tx: Tx,
  connection: ConnectionRow,
  facts: readonly PurchaseEvent[],
): Promise<NothingGiven | null> {
  let first: NothingGiven | null = null;
  for (const saleId of await salesOf(tx, connection.id, facts)) {
    const nothing = await nothingFor(tx, connection.id, saleId);
    await settleEarlier(tx, connection.id, saleId);
    first ??= nothing;
  }
  return first;
}

async function salesOf(tx: Tx, connectionId: string, facts: readonly PurchaseEvent[]): Promise<Set<string>> {
  const sales = new Set<string>();
  for (const fact of facts) {
    if (fact.kind === "subscription") sales.add(fact.subscriptionId);
    if (!("paymentId" in fact)) continue;
    sales.add(fact.paymentId);
    for (const id of await subscriptionsOfPayment(tx, connectionId, fact.paymentId)) sales.add(id);
  }
  return sales;
}

async function nothingFor(tx: Tx, connectionId: string, saleId: string): Promise<NothingGiven | null> {
  const [purchase] = await tx
    .select()
    .from(purchases)
    .where(and(eq(purchases.connectionId, connectionId), eq(purchases.externalId, saleId)));
  if (!purchase) return nothingSold(tx, connectionId, saleId);
  const lines = await readLines(tx, purchase);
  const [line] = lines;
  if (!purchase.live || !purchase.amount || !line) return null;
  const { given, ofOtherPrices } = await wantedEntitlements(tx, lines);
  if (given.size > 0) return null;
  const [product] = await tx.select().from(products).where(eq(products.id, line.productId));
  if (!product || product.givesNothing) return null;
  const attachedTo = ofOtherPrices.size > 0 ? "this price of it" : "it";
  return {
    why: "product_gives_nothing",
    saleId,
    productId: product.id,
    words: `${product.name} gives nothing: no entitlement is attached to ${attachedTo}`,
  };
}

/** A paid one-time payment without any known product. */
async function nothingSold(tx: Tx, connectionId: string, saleId: string): Promise<NothingGiven | null> {
  const payment = await findFact(tx, connectionId, "payment", saleId);
  if (payment?.kind !== "payment" || payment.status !== "succeeded" || payment.amount === 0) return null;
  if (payment.lines.length > 0 || payment.subscriptionIds.length > 0) return null;
  return { why: "unexplained", saleId, productId: null, words: "the payment names no product" };
}

const explained = "the payment of a sale that another event told of";

async function settleEarlier(tx: Tx, connectionId: string, saleId: string): Promise<void> {
  const { gaveNothing, outcome } = inboxEvents;
  await tx
    .update(inboxEvents)
    .set({
      gaveNothing: null,
      outcome: sql`case when ${gaveNothing} = 'unexplained' then ${explained} else ${outcome} end`,
    })
    .where(
      and(eq(inboxEvents.connectionId, connectionId), eq(inboxEvents.saleId, saleId), isNotNull(gaveNothing)),
    );
}

/** For an ignored event with money: whether another event has told of the sale that was paid for. */
export async function findUnexplained(
  tx: Tx,
  connection: ConnectionRow,
  { paymentId, unexplained }: { paymentId: string; unexplained: string },
): Promise<NothingGiven | { words: string }> {
  await lockSubject(tx, connection.id, paymentId);
  if (await findFact(tx, connection.id, "payment", paymentId)) return { words: explained };
  return { why: "unexplained", saleId: paymentId, productId: null, words: unexplained };
}
