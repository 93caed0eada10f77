import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import {
  type FactBodies,
  type FactKind,
  type PaymentSeen,
  type PurchaseEvent,
  purchaseFacts,
} from "@/db/schema";
import { newId } from "@/lib/ids";
import type { Facts } from "./fold-facts";
import { isNewer } from "./is-newer";

type Fact = { kind: FactKind; externalId: string; subjectId: string };

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
  const { kind, externalId, subjectId } = factOf(event);
  const kinds: FactKind[] = givesAgain(event) ? [kind, "activation"] : [kind];
  const known = await tx
    .select({ kind: purchaseFacts.kind, body: purchaseFacts.body })
    .from(purchaseFacts)
    .where(
      and(
        eq(purchaseFacts.connectionId, connectionId),
        inArray(purchaseFacts.kind, kinds),
        eq(purchaseFacts.externalId, externalId),
      ),
    );
  const outdated = kinds.filter((one) =>
    known.every((fact) => fact.kind !== one || isNewer(event, fact.body)),
  );
  if (outdated.length === 0) return;
  const asOf = sql`${event.asOf}::timestamptz`;
  const fact = { connectionId, externalId, subjectId, asOf, body: event };
  await tx
    .insert(purchaseFacts)
    .values(outdated.map((one) => ({ ...fact, kind: one, id: newId("fact") })))
    .onConflictDoUpdate({
      target: [purchaseFacts.connectionId, purchaseFacts.kind, purchaseFacts.externalId],
      set: { asOf: sql`excluded.as_of`, body: sql`excluded.body` },
    });
}

/** Whether the event says that a subscription gives access from its time on. */
export function givesAgain(event: PurchaseEvent): boolean {
  if (event.kind !== "subscription" || !event.activates) return false;
  return event.status === "active" || event.status === "past_due";
}

export async function findPaymentFact(
  tx: Tx,
  connectionId: string,
  paymentId: string,
): Promise<PaymentSeen | null> {
  const { payment } = await factsAbout(tx, connectionId, sql`= ${paymentId}`);
  return payment;
}

/** Everything known of a one-time payment. */
export function factsOfPayment(tx: Tx, connectionId: string, paymentId: string): Promise<Facts> {
  return factsAbout(tx, connectionId, sql`= ${paymentId}`);
}

/** Everything known of a subscription, with the refunds and disputes of its payments. */
export async function factsOfSubscription(
  tx: Tx,
  connectionId: string,
  subscriptionId: string,
): Promise<Facts> {
  const payments = sql`select p.external_id from purchase_facts p
    where p.connection_id = ${connectionId} and p.kind = 'payment' and p.body->>'subscriptionId' = ${subscriptionId}`;
  const facts = await factsAbout(tx, connectionId, sql`in (select ${subscriptionId} union all ${payments})`);
  return { ...facts, payment: null };
}

async function factsAbout(tx: Tx, connectionId: string, subjects: SQL): Promise<Facts> {
  const rows = await tx
    .select({ kind: purchaseFacts.kind, body: purchaseFacts.body })
    .from(purchaseFacts)
    .where(and(eq(purchaseFacts.connectionId, connectionId), sql`${purchaseFacts.subjectId} ${subjects}`))
    .orderBy(purchaseFacts.asOf);
  return {
    payment: bodiesOf(rows, "payment")[0] ?? null,
    subscription: bodiesOf(rows, "subscription")[0] ?? null,
    activatedAt: bodiesOf(rows, "activation")[0]?.asOf ?? null,
    refunds: bodiesOf(rows, "refund"),
    disputes: bodiesOf(rows, "dispute"),
  };
}

type FactOf<Kind extends FactKind> = { kind: Kind; body: FactBodies[Kind] };

/** What the facts of one kind say, in the order of the rows. */
export function bodiesOf<Kind extends FactKind>(rows: FactOf<FactKind>[], kind: Kind): FactBodies[Kind][] {
  const isOfKind = (row: FactOf<FactKind>): row is FactOf<Kind> => row.kind === kind;
  return rows.filter(isOfKind).map(({ body }) => body);
}
