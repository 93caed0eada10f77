import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import {
  type CustomerSeen,
  type FactBodies,
  type FactKind,
  type PaymentSeen,
  type PurchaseEvent,
  paymentSubscriptions,
  purchaseFacts,
} from "@/db/schema";
import { newId } from "@/lib/ids";
import type { Facts } from "./fold-facts";
import { isNewer } from "./is-newer";
import { readFact } from "./read-fact";

/** What is kept about purchases. Who a customer is stands on the customer. */
export type PurchaseFact = Exclude<PurchaseEvent, CustomerSeen>;
type Fact = { kind: FactKind; externalId: string; subjectId: string };

/** Where a fact belongs: a payment of a subscription and its refunds belong to their own payment. */
function factOf(event: PurchaseFact): Fact {
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

/** The kinds under which an event is kept: as the newest of all, and as the newest that did something. */
function kindsOf(event: PurchaseFact): FactKind[] {
  const kinds: FactKind[] = [factOf(event).kind];
  if (givesAgain(event)) kinds.push("activation");
  if (event.kind === "subscription" && event.collectionPaused?.startsNow) kinds.push("collection_pause");
  return kinds;
}

/**
 * Keeps a fact if it is newer than the known one of its kind. An older or repeated one changes nothing. The
 * caller holds the lock of the fact's subject, so nobody writes between the reading and the writing.
 */
export async function storeFact(tx: Tx, connectionId: string, event: PurchaseFact): Promise<void> {
  const { externalId, subjectId } = factOf(event);
  const kinds = kindsOf(event);
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
    known.every(({ kind, body }) => kind !== one || isNewer(event, readFact(body))),
  );
  if (event.kind === "payment") await tieToSubscriptions(tx, connectionId, event);
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

/** What a payment was for does not change with its state, and not every event says it. */
async function tieToSubscriptions(tx: Tx, connectionId: string, payment: PaymentSeen): Promise<void> {
  const { paymentId, subscriptionIds } = payment;
  if (subscriptionIds.length === 0) return;
  await tx
    .insert(paymentSubscriptions)
    .values(subscriptionIds.map((subscriptionId) => ({ connectionId, paymentId, subscriptionId })))
    .onConflictDoNothing();
}

/** Whether the event says that a subscription gives access from its time on. */
export function givesAgain(event: PurchaseEvent): boolean {
  if (event.kind !== "subscription" || !event.activates) return false;
  return event.status === "active" || event.status === "past_due";
}

export async function findFact(
  tx: Tx,
  connectionId: string,
  kind: "payment" | "subscription",
  externalId: string,
): Promise<PurchaseEvent | null> {
  const [row] = await tx
    .select({ body: purchaseFacts.body })
    .from(purchaseFacts)
    .where(
      and(
        eq(purchaseFacts.connectionId, connectionId),
        eq(purchaseFacts.kind, kind),
        eq(purchaseFacts.externalId, externalId),
      ),
    );
  return row ? readFact(row.body) : null;
}

/** The subscriptions that a payment paid for, whichever event said so. */
export async function subscriptionsOfPayment(
  tx: Tx,
  connectionId: string,
  paymentId: string,
): Promise<string[]> {
  const rows = await tx
    .select({ id: paymentSubscriptions.subscriptionId })
    .from(paymentSubscriptions)
    .where(
      and(eq(paymentSubscriptions.connectionId, connectionId), eq(paymentSubscriptions.paymentId, paymentId)),
    )
    .orderBy(paymentSubscriptions.subscriptionId);
  return rows.map(({ id }) => id);
}

/** Everything known of a one-time purchase. */
export async function factsOfPayment(tx: Tx, connectionId: string, paymentId: string): Promise<Facts> {
  const { payments, ...facts } = await factsAbout(tx, connectionId, sql`= ${paymentId}`);
  return { ...facts, subscription: null, payment: payments[0] ?? null, payments: [] };
}

/** Everything known of a subscription, with its payments and their refunds and disputes. */
export async function factsOfSubscription(
  tx: Tx,
  connectionId: string,
  subscriptionId: string,
): Promise<Facts> {
  const payments = sql`select s.payment_id from payment_subscriptions s
    where s.connection_id = ${connectionId} and s.subscription_id = ${subscriptionId}`;
  const facts = await factsAbout(tx, connectionId, sql`in (select ${subscriptionId} union all ${payments})`);
  return { ...facts, payment: null };
}

async function factsAbout(tx: Tx, connectionId: string, subjects: SQL) {
  const rows = await tx
    .select({ kind: purchaseFacts.kind, body: purchaseFacts.body })
    .from(purchaseFacts)
    .where(and(eq(purchaseFacts.connectionId, connectionId), sql`${purchaseFacts.subjectId} ${subjects}`))
    .orderBy(purchaseFacts.asOf);
  return {
    payments: bodiesOf(rows, "payment"),
    subscription: bodiesOf(rows, "subscription")[0] ?? null,
    activatedAt: bodiesOf(rows, "activation")[0]?.asOf ?? null,
    collectionPausedBy: bodiesOf(rows, "collection_pause")[0] ?? null,
    refunds: bodiesOf(rows, "refund"),
    disputes: bodiesOf(rows, "dispute"),
  };
}

type FactOf<Kind extends FactKind> = { kind: FactKind; body: FactBodies[Kind] };

/** What the facts of one kind say, in the order of the rows. */
export function bodiesOf<Kind extends FactKind>(rows: FactOf<FactKind>[], kind: Kind): FactBodies[Kind][] {
  const isOfKind = (row: FactOf<FactKind>): row is FactOf<Kind> => row.kind === kind;
  return rows.filter(isOfKind).map(({ body }) => readFact(body) as FactBodies[Kind]);
}
