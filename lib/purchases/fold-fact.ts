import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Buyer, CustomerSeen, PurchaseEvent } from "@/db/schema";
import { customers, inboxEvents } from "@/db/schema";
import { saveBuyer } from "@/lib/customers/save-buyer";
import { RetryLater } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { foldPurchase } from "./fold-purchase";
import { lockSubject } from "./lock-subject";
import { findTie } from "./settle-tie";
import { findFact, storeFact, subscriptionsOfPayment } from "./store-facts";

/** Keeps one fact and folds every purchase that it is about. */
export async function foldFact(
  tx: Tx,
  connection: ConnectionRow,
  fact: PurchaseEvent,
  { asked }: { asked: boolean },
): Promise<void> {
  if (fact.kind === "customer") return foldCustomer(tx, connection, fact);
  if (fact.kind === "subscription") {
    await lockSubject(tx, connection.id, fact.subscriptionId);
    // Another worker may have stored a state of the same second since: then the provider is asked, the next time.
    if (!asked && (await findTie(tx, connection, fact)))
      throw new RetryLater(0.2, "another state of the same second came in");
    await storeFact(tx, connection.id, fact);
    return foldSubscription(tx, connection, fact.subscriptionId, fact);
  }
  await foldPayment(tx, connection, fact);
}

type FactOf<Kind extends PurchaseEvent["kind"]> = Extract<PurchaseEvent, { kind: Kind }>;

async function foldSubscription(
  tx: Tx,
  connection: ConnectionRow,
  subscriptionId: string,
  fact: FactOf<"subscription"> | null,
): Promise<void> {
  await lockSubject(tx, connection.id, subscriptionId);
  const customerId = fact && (await customerOf(tx, connection, fact.buyer, fact.asOf));
  await foldPurchase(tx, connection, { kind: "subscription", externalId: subscriptionId }, customerId);
}

/** A payment, or a refund or dispute of one, may concern a sale of its own and any number of subscriptions. */
async function foldPayment(
  tx: Tx,
  connection: ConnectionRow,
  fact: FactOf<"payment"> | FactOf<"refund"> | FactOf<"dispute">,
): Promise<void> {
  const { paymentId } = fact;
  await lockSubject(tx, connection.id, paymentId);
  await storeFact(tx, connection.id, fact);
  const payment = await findFact(tx, connection.id, "payment", paymentId);
  // A refund or dispute of a payment that has not arrived yet is kept, and counts when the payment comes.
  if (payment?.kind !== "payment") return;
  if (payment.lines.length > 0) {
    const customerId =
      fact.kind === "payment" ? await customerOf(tx, connection, payment.buyer, payment.asOf) : null;
    await foldPurchase(tx, connection, { kind: "one_time", externalId: paymentId }, customerId);
  }
  // In one order, so that two payments of the same subscriptions never wait for each other.
  for (const subscriptionId of await subscriptionsOfPayment(tx, connection.id, paymentId))
    await foldSubscription(tx, connection, subscriptionId, null);
}

/** Our customer behind a provider's buyer; null when neither an address nor the buyer is known. */
async function customerOf(
  tx: Tx,
  connection: ConnectionRow,
  buyer: Buyer,
  asOf: string,
): Promise<string | null> {
  if (buyer.email) return (await saveBuyer(tx, connection, buyer, asOf)).id;
  const [known] = await tx
    .select({ id: customers.id })
    .from(customers)
    .where(and(eq(customers.connectionId, connection.id), eq(customers.externalId, buyer.externalId)));
  return known?.id ?? null;
}

/** A newer address; and whatever waited for there to be one goes on. */
async function foldCustomer(tx: Tx, connection: ConnectionRow, { buyer, asOf }: CustomerSeen): Promise<void> {
  if (!buyer.email) return;
  const [known] = await tx
    .select({ id: customers.id })
    .from(customers)
    .where(and(eq(customers.connectionId, connection.id), eq(customers.externalId, buyer.externalId)));
  if (known) await saveBuyer(tx, connection, buyer, asOf);
  await tx
    .update(inboxEvents)
    .set({ parkedReason: null, dueAt: sql`now()`, attempts: 0 })
    .where(
      and(
        eq(inboxEvents.connectionId, connection.id),
        isNull(inboxEvents.processedAt),
        isNotNull(inboxEvents.parkedReason),
        sql`position(${buyer.externalId} in ${inboxEvents.parkedReason}) > 0`,
      ),
    );
}
