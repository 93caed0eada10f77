import { and, eq, inArray, or } from "drizzle-orm";
import { db, inTransaction } from "@/db/client";
import type { Line, PaymentSeen, PurchaseEvent, SubscriptionSeen } from "@/db/schema";
import { customers, productPrices, products } from "@/db/schema";
import { GatehouseError, RetryLater } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerOf } from "@/lib/payments/connections/provider-of";
import type { LookUp, ReadEvent } from "@/lib/payments/provider";
import { saveProduct } from "@/lib/payments/save-product";
import { settleTie } from "./settle-tie";
import { findFact } from "./store-facts";

export type CompleteFacts = {
  facts: PurchaseEvent[];
  /** Those of them that the provider was asked for, since another state of the same second was known. */
  asked: Set<PurchaseEvent>;
  /** Why a person must act before the rest of the event can be applied. */
  unfinished: string | null;
};

/**
 * Asks the provider, before any transaction, for what an event only names: lines, unknown products, the buyer, a newer
 * state. What is known already needs no asking, so an end is applied even while the provider's key is refused.
 */
export async function completeFacts(
  connection: ConnectionRow,
  { facts, lookUp }: Extract<ReadEvent, { facts: PurchaseEvent[] }>,
): Promise<CompleteFacts> {
  const found = lookUp ? await lookedUp(connection, lookUp) : { facts: [], unfinished: null };
  const complete: CompleteFacts = { facts: [], asked: new Set(), unfinished: found.unfinished };
  for (const seen of [...facts, ...found.facts]) {
    const settled =
      seen.kind === "subscription" ? await settleTie(connection, seen) : { facts: [seen], asked: false };
    for (const fact of settled.facts) {
      if ("lines" in fact) for (const line of fact.lines) await ensureProduct(connection, line);
      const named = "lines" in fact ? await withBuyer(connection, fact) : fact;
      if ("unfinished" in named) complete.unfinished ??= named.unfinished;
      else {
        complete.facts.push(named);
        if (settled.asked) complete.asked.add(named);
      }
    }
  }
  return complete;
}

type Found = Pick<CompleteFacts, "facts" | "unfinished">;

async function lookedUp(connection: ConnectionRow, { unlessKnown, ask }: LookUp): Promise<Found> {
  if (unlessKnown && (await findFact(db(), connection.id, "payment", unlessKnown.paymentId)))
    return { facts: [], unfinished: null };
  try {
    return { facts: await ask(providerOf(connection).access), unfinished: null };
  } catch (error) {
    return { facts: [], unfinished: wordsOf(error) };
  }
}

/** A refusal that a person must act on, in words; everything else is thrown on. */
function wordsOf(error: unknown): string {
  if (error instanceof GatehouseError) return error.message;
  throw error;
}

async function ensureProduct(connection: ConnectionRow, { productId, priceId }: Line): Promise<void> {
  if (await isKnown(connection.id, productId, priceId)) return;
  const { provider, access } = providerOf(connection);
  const found = await provider.findProduct(access, productId).catch((error: unknown) => {
    // A dead API key must not hold up access: the sale is real, only the product's name is not known.
    if (error instanceof GatehouseError) return null;
    throw error;
  });
  const unnamed = {
    externalId: productId,
    name: `Product ${productId}`,
    description: null,
    taxCategory: null,
    priceAmount: null,
    currency: null,
    interval: null,
    intervalCount: null,
    prices: [],
  };
  await inTransaction((tx) => saveProduct(tx, connection, found ?? unnamed));
}

async function isKnown(connectionId: string, productId: string, priceId: string | null): Promise<boolean> {
  const named = priceId ? [productId, priceId] : [productId];
  const rows = await db()
    .select({ product: products.externalId, price: productPrices.externalId })
    .from(products)
    .leftJoin(productPrices, eq(productPrices.productId, products.id))
    .where(
      and(
        eq(products.connectionId, connectionId),
        or(inArray(products.externalId, named), inArray(productPrices.externalId, named)),
      ),
    );
  const isPriceKnown = priceId === null || rows.some(({ price }) => price === priceId);
  return rows.some(({ product, price }) => (product === productId && isPriceKnown) || price === productId);
}

/** The fact with its buyer's address, where that is needed to write the purchase down. */
async function withBuyer<Fact extends PaymentSeen | SubscriptionSeen>(
  connection: ConnectionRow,
  fact: Fact,
): Promise<Fact | { unfinished: string }> {
  const { buyer } = fact;
  if (buyer.email || !givesAccess(fact) || (await isKnownBuyer(connection.id, buyer.externalId))) return fact;
  const { provider, access } = providerOf(connection);
  try {
    const found = await provider.findBuyer(access, buyer.externalId);
    if (found) return { ...fact, buyer: found };
  } catch (error) {
    if (error instanceof RetryLater) throw error;
    return { unfinished: wordsOf(error) };
  }
  return {
    unfinished: `Customer ${buyer.externalId} has no email address at ${provider.name}, so we can't contact them. Add one there; the event is then applied automatically.`,
  };
}

/** An end needs no address: whoever has something is known already. */
function givesAccess(fact: PaymentSeen | SubscriptionSeen): boolean {
  return fact.kind === "payment"
    ? fact.status === "succeeded" && fact.lines.length > 0
    : fact.status === "active" || fact.status === "past_due";
}

async function isKnownBuyer(connectionId: string, externalId: string): Promise<boolean> {
  const [known] = await db()
    .select({ id: customers.id })
    .from(customers)
    .where(and(eq(customers.connectionId, connectionId), eq(customers.externalId, externalId)));
  return known !== undefined;
}
