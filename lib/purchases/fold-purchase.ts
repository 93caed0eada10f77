import { and, eq, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { type Policy, paymentConnections, purchases, type RefundSeen } from "@/db/schema";
import { databaseNow } from "@/lib/clock";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { defaultPolicy, type Facts, foldFacts, type Worth } from "./fold-facts";
import { followPurchase } from "./follow-purchase";
import { isPartOf } from "./is-refunded";
import { lockSubject } from "./lock-subject";
import { ourLines, type PurchaseLine, readLines, saveLines } from "./purchase-lines";
import { factsOfPayment, factsOfSubscription } from "./store-facts";
import { tieCheckout } from "./tie-checkout";

export type Subject = { kind: "one_time" | "subscription"; externalId: string };
type PurchaseRow = typeof purchases.$inferSelect;

/**
 * Folds all facts of one purchase into its row, and lets its grants follow when its worth has changed. `customerId`
 * null keeps the current owner. A purchase without a known customer isn't stored yet.
 */
export async function foldPurchase(
  tx: Tx,
  connection: ConnectionRow,
  subject: Subject,
  customerId: string | null,
): Promise<void> {
  const facts =
    subject.kind === "subscription"
      ? await factsOfSubscription(tx, connection.id, subject.externalId)
      : await factsOfPayment(tx, connection.id, subject.externalId);
  const before = await findPurchase(tx, connection.id, subject.externalId);
  const worth = foldFacts(facts, await readPolicy(tx, connection.id), databaseNow());
  if (!worth) return;
  const buyerId = customerId ?? before?.customerId;
  if (!buyerId) return;
  const lines = await linesOf(tx, connection.id, facts);
  // A payment beside a subscription that sold nothing by itself is no purchase of its own.
  if (subject.kind === "one_time" && lines.length === 0 && facts.payment?.subscriptionIds.length && !before)
    return;
  const linesBefore = before ? await readLines(tx, before) : [];
  const after = await savePurchase(tx, connection, subject, { worth, facts, lines, customerId: buyerId });
  await saveLines(tx, after.id, lines);
  await tieCheckout(tx, after, facts);
  await followPurchase(tx, before && { ...before, lines: linesBefore }, { ...after, lines });
}

async function findPurchase(tx: Tx, connectionId: string, externalId: string): Promise<PurchaseRow | null> {
  const [row] = await tx
    .select()
    .from(purchases)
    .where(and(eq(purchases.connectionId, connectionId), eq(purchases.externalId, externalId)))
    .for("update");
  return row ?? null;
}

/** Read once the purchase is locked: a change of the policy after that asks for another fold. */
async function readPolicy(tx: Tx, connectionId: string): Promise<Policy> {
  const [row] = await tx
    .select({ policy: paymentConnections.policy })
    .from(paymentConnections)
    .where(eq(paymentConnections.id, connectionId));
  return { ...defaultPolicy, ...row?.policy };
}

function linesOf(tx: Tx, connectionId: string, { subscription, payment }: Facts): Promise<PurchaseLine[]> {
  const beside = !subscription && payment !== null && payment.subscriptionIds.length > 0;
  return ourLines(tx, connectionId, (subscription ?? payment)?.lines ?? [], { oneTimeOnly: beside });
}

type Folded = { worth: Worth; facts: Facts; lines: PurchaseLine[]; customerId: string };

async function savePurchase(
  tx: Tx,
  connection: ConnectionRow,
  subject: Subject,
  { worth, facts, lines, customerId }: Folded,
): Promise<PurchaseRow> {
  const seen = facts.subscription ?? facts.payment;
  const columns = {
    customerId,
    productId: lines[0]?.productId ?? null,
    live: worth.live,
    endReason: worth.reason,
    providerStatus: seen?.status ?? null,
    activatedAt: worth.activatedAt ? sql`${worth.activatedAt}::timestamptz` : null,
    cancelAt: facts.subscription?.cancelAt ? new Date(facts.subscription.cancelAt) : null,
    nextBillingAt: facts.subscription?.nextBillingAt ? new Date(facts.subscription.nextBillingAt) : null,
    amount: seen?.amount ?? null,
    currency: seen?.currency ?? null,
    notes: notesOf(facts),
    dueAt: worth.until ? new Date(worth.until) : null,
    attempts: 0,
  };
  const [row] = await tx
    .insert(purchases)
    .values({
      ...columns,
      id: newId("purchase"),
      businessId: connection.businessId,
      connectionId: connection.id,
      kind: subject.kind,
      externalId: subject.externalId,
    })
    .onConflictDoUpdate({
      target: [purchases.connectionId, purchases.externalId],
      set: { ...columns, updatedAt: sql`now()` },
    })
    .returning();
  if (!row) throw new Error("insert returned nothing");
  return row;
}

/** Refunds and disputes, for people to read beside the purchase. */
function notesOf({ payment, payments, refunds, disputes }: Facts): { at: string; text: string }[] {
  const amountOf = (id: string) =>
    [payment, ...payments].find((known) => known?.paymentId === id)?.amount ?? 0;
  const refundText = (refund: RefundSeen) =>
    isPartOf(amountOf(refund.paymentId), refund) ? "Partly refunded" : "Refunded";
  return [
    ...refunds
      .filter((refund) => !isListedSingly(refund, refunds))
      .map((refund) => ({
        at: refund.asOf,
        text: refund.status === "failed" ? "Refund failed" : refundText(refund),
      })),
    ...disputes.map(({ asOf, outcome }) => ({
      at: asOf,
      text: outcome === "open" ? "Dispute opened" : `Dispute ${outcome}`,
    })),
  ].sort((one, other) => one.at.localeCompare(other.at));
}

/** A sum of refunds that are also known one by one. */
function isListedSingly({ counts, paymentId }: RefundSeen, refunds: readonly RefundSeen[]): boolean {
  return (
    counts === "total" && refunds.some((other) => other.counts === "one" && other.paymentId === paymentId)
  );
}

/** The job's verb for a purchase that time alone changes: a grace period that is over, a paid period that ends. */
export async function refoldPurchase(purchaseId: string): Promise<void> {
  const [found] = await db()
    .select({ purchase: purchases, connection: paymentConnections })
    .from(purchases)
    .innerJoin(paymentConnections, eq(paymentConnections.id, purchases.connectionId))
    .where(eq(purchases.id, purchaseId));
  if (!found) return;
  const { kind, externalId } = found.purchase;
  if (kind === "direct") return;
  await inTransaction(async (tx) => {
    await lockSubject(tx, found.connection.id, externalId);
    await foldPurchase(tx, found.connection, { kind, externalId }, null);
  });
}
