import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { purchaseFacts } from "@/db/schema";
import { newId } from "@/lib/ids";
import type {
  DisputeSeen,
  PaymentSeen,
  PurchaseEvent,
  RefundSeen,
  SubscriptionSeen,
} from "@/lib/payments/purchase-event";
import type { Facts } from "./fold-facts";
import { isNewer } from "./newer-fact";

type Fact = { kind: (typeof purchaseFacts.$inferInsert)["kind"]; externalId: string; subjectId: string };

/** Where a fact belongs: a payment of a subscription and its refunds belong to their own payment. */
function factOf(event: PurchaseEvent): Fact {
  switch (event.kind) {
    case "payment":
      return { kind: "payment", externalId: event.paymentId, subjectId: event.paymentId };
    case "subscription":
      return { kind: "subscription", externalId: event.subscriptionId, subjectId: event.subscriptionId };
    case "refund":
      return { kind: "refund", externalId: event.refundId, subjectId: event.paymentId };
    case "dispute":
      return { kind: "dispute", externalId: event.disputeId, subjectId: event.paymentId };
  }
}

/**
 * Keeps a fact if it is newer than the known one of its kind. An older or repeated one changes nothing. The
 * caller holds the lock of the fact's subject, so nobody writes between the reading and the writing.
 */
export async function storeFact(tx: Tx, connectionId: string, event: PurchaseEvent): Promise<void> {
  await store(tx, connectionId, factOf(event), event);
  if (givesAgain(event)) await store(tx, connectionId, { ...factOf(event), kind: "activation" }, event);
}

/** Whether the event says that a subscription gives access from its time on. */
export function givesAgain(event: PurchaseEvent): boolean {
  if (event.kind !== "subscription" || !event.activates) return false;
  return event.status === "active" || event.status === "past_due";
}

async function store(tx: Tx, connectionId: string, fact: Fact, event: PurchaseEvent): Promise<void> {
  const { kind, externalId } = fact;
  const [known] = await tx
    .select({ body: purchaseFacts.body })
    .from(purchaseFacts)
    .where(
      and(
        eq(purchaseFacts.connectionId, connectionId),
        eq(purchaseFacts.kind, kind),
        eq(purchaseFacts.externalId, externalId),
      ),
    );
  if (known && !isNewer(event, known.body as PurchaseEvent)) return;
  const asOf = sql`${event.asOf}::timestamptz`;
  await tx
    .insert(purchaseFacts)
    .values({ ...fact, id: newId("inboxEvent"), connectionId, asOf, body: event })
    .onConflictDoUpdate({
      target: [purchaseFacts.connectionId, purchaseFacts.kind, purchaseFacts.externalId],
      set: { asOf: sql`excluded.as_of`, body: sql`excluded.body` },
    });
}

async function bodies<T>(
  tx: Tx,
  connectionId: string,
  kind: Fact["kind"],
  subjectIds: string[],
): Promise<T[]> {
  if (subjectIds.length === 0) return [];
  const rows = await tx
    .select({ body: purchaseFacts.body })
    .from(purchaseFacts)
    .where(
      and(
        eq(purchaseFacts.connectionId, connectionId),
        eq(purchaseFacts.kind, kind),
        sql`${purchaseFacts.subjectId} in ${subjectIds}`,
      ),
    )
    .orderBy(purchaseFacts.asOf);
  return rows.map(({ body }) => body as T);
}

export async function findPaymentFact(
  tx: Tx,
  connectionId: string,
  paymentId: string,
): Promise<PaymentSeen | null> {
  const [payment] = await bodies<PaymentSeen>(tx, connectionId, "payment", [paymentId]);
  return payment ?? null;
}

/** Everything known of a one-time payment. */
export async function factsOfPayment(tx: Tx, connectionId: string, paymentId: string): Promise<Facts> {
  const payment = await findPaymentFact(tx, connectionId, paymentId);
  const refunds = await bodies<RefundSeen>(tx, connectionId, "refund", [paymentId]);
  const disputes = await bodies<DisputeSeen>(tx, connectionId, "dispute", [paymentId]);
  return { payment, subscription: null, activatedAt: null, refunds, disputes };
}

/** Everything known of a subscription, with the refunds and disputes of its payments. */
export async function factsOfSubscription(
  tx: Tx,
  connectionId: string,
  subscriptionId: string,
): Promise<Facts> {
  const [subscription] = await bodies<SubscriptionSeen>(tx, connectionId, "subscription", [subscriptionId]);
  const [activation] = await bodies<SubscriptionSeen>(tx, connectionId, "activation", [subscriptionId]);
  const payments = await tx
    .select({ id: purchaseFacts.externalId })
    .from(purchaseFacts)
    .where(
      and(
        eq(purchaseFacts.connectionId, connectionId),
        eq(purchaseFacts.kind, "payment"),
        sql`${purchaseFacts.body}->>'subscriptionId' = ${subscriptionId}`,
      ),
    );
  const ids = payments.map(({ id }) => id);
  return {
    payment: null,
    subscription: subscription ?? null,
    activatedAt: activation?.asOf ?? null,
    refunds: await bodies<RefundSeen>(tx, connectionId, "refund", ids),
    disputes: await bodies<DisputeSeen>(tx, connectionId, "dispute", ids),
  };
}
