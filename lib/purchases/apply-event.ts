import { and, eq, sql } from "drizzle-orm";
import { ZodError } from "zod";
import { db, inTransaction, type Tx } from "@/db/client";
import { lockUntilCommit } from "@/db/lock";
import type { Buyer, PurchaseEvent } from "@/db/schema";
import { inboxEvents, paymentConnections, products } from "@/db/schema";
import { saveBuyer } from "@/lib/customers/save-buyer";
import { GatehouseError, RetryLater } from "@/lib/errors";
import { type ConnectionRow, providerOf, saveProduct } from "@/lib/payments/connections";
import { foldPurchase } from "./fold-purchase";
import { findPaymentFact, storeFact } from "./store-facts";

/**
 * The job's verb for one inbox row: facts are stored, the purchase is folded from all of them, and its grants
 * follow, in one transaction. Twice, late or out of order: the same facts, the same end.
 */
export async function applyEvent(inboxId: string): Promise<void> {
  const [row] = await db().select().from(inboxEvents).where(eq(inboxEvents.id, inboxId));
  if (!row || row.processedAt) return;
  const [connection] = await db()
    .select()
    .from(paymentConnections)
    .where(eq(paymentConnections.id, row.connectionId));
  if (!connection) return;
  const { provider } = providerOf(connection);
  let read: ReturnType<typeof provider.read>;
  try {
    read = provider.read(JSON.parse(row.body));
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return park(inboxId, `The event does not have the shape it should: ${firstIssues(error)}`);
  }
  if ("ignored" in read) return finish(db(), inboxId, read.ignored);
  const facts = await Promise.all(read.facts.map((fact) => complete(connection, fact)));
  await inTransaction(async (tx) => {
    for (const fact of facts) await apply(tx, connection, fact);
    await finish(tx, inboxId, facts.map(({ kind }) => kind).join(", "));
  });
}

function firstIssues(error: ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".")}: ${message}`)
    .join("; ");
}

async function finish(tx: Tx, inboxId: string, outcome: string): Promise<void> {
  await tx
    .update(inboxEvents)
    .set({ processedAt: sql`clock_timestamp()`, dueAt: null, outcome, parkedReason: null })
    .where(eq(inboxEvents.id, inboxId));
}

async function park(inboxId: string, reason: string): Promise<void> {
  await db()
    .update(inboxEvents)
    .set({ dueAt: null, parkedReason: reason })
    .where(eq(inboxEvents.id, inboxId));
}

/** Asks the provider, before any transaction, for what the event only names: unknown products, the buyer. */
async function complete(connection: ConnectionRow, fact: PurchaseEvent): Promise<PurchaseEvent> {
  const productIds =
    fact.kind === "payment" ? fact.productIds : fact.kind === "subscription" ? [fact.productId] : [];
  for (const externalId of productIds) await ensureProduct(connection, externalId);
  if (!("buyer" in fact) || fact.buyer.email) return fact;
  const { provider, access } = providerOf(connection);
  const buyer: Buyer | null = await provider.findBuyer(access, fact.buyer.externalId);
  if (!buyer) throw new RetryLater(60, `the provider does not know customer ${fact.buyer.externalId} yet`);
  return { ...fact, buyer };
}

async function ensureProduct(connection: ConnectionRow, externalId: string): Promise<void> {
  const [known] = await db()
    .select({ id: products.id })
    .from(products)
    .where(and(eq(products.connectionId, connection.id), eq(products.externalId, externalId)));
  if (known) return;
  const { provider, access } = providerOf(connection);
  const found = await provider.findProduct(access, externalId).catch((error: unknown) => {
    // A dead API key must not hold up access: the sale is real, only the product's name is not known.
    if (error instanceof GatehouseError) return null;
    throw error;
  });
  const unnamed = {
    externalId,
    name: `Product ${externalId}`,
    description: null,
    priceAmount: null,
    currency: null,
    interval: null,
    intervalCount: null,
  };
  await inTransaction((tx) => saveProduct(tx, connection, found ?? unnamed));
}

async function apply(tx: Tx, connection: ConnectionRow, fact: PurchaseEvent): Promise<void> {
  await serialize(tx, connection.id, subjectOf(fact));
  await storeFact(tx, connection.id, fact);
  if (fact.kind === "subscription") {
    const customer = await saveBuyer(tx, connection, fact.buyer, fact.asOf);
    return foldPurchase(tx, connection, { kind: "subscription", externalId: fact.subscriptionId, customer });
  }
  const payment = fact.kind === "payment" ? fact : await findPaymentFact(tx, connection.id, fact.paymentId);
  // A refund or dispute of a payment that has not arrived yet is kept, and counts when the payment comes.
  if (!payment) return;
  const customer = await saveBuyer(tx, connection, payment.buyer, payment.asOf);
  if (payment.subscriptionId) {
    await serialize(tx, connection.id, payment.subscriptionId);
    return foldPurchase(tx, connection, {
      kind: "subscription",
      externalId: payment.subscriptionId,
      customer,
    });
  }
  return foldPurchase(tx, connection, { kind: "one_time", externalId: payment.paymentId, customer });
}

function subjectOf(fact: PurchaseEvent): string {
  return fact.kind === "subscription" ? fact.subscriptionId : fact.paymentId;
}

/** One transaction at a time folds one subject: two workers must not both see the old state. */
async function serialize(tx: Tx, connectionId: string, subjectId: string): Promise<void> {
  await lockUntilCommit(tx, `purchase:${connectionId}:${subjectId}`);
}
