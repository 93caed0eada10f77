import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type customers, products, purchases } from "@/db/schema";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "@/lib/payments/connections";
import { type Facts, foldFacts, type Worth } from "./fold-facts";
import { followPurchase } from "./follow-purchase";
import { factsOfPayment, factsOfSubscription } from "./store-facts";

type Subject = {
  kind: "one_time" | "subscription";
  externalId: string;
  customer: typeof customers.$inferSelect;
};
export type PurchaseRow = typeof purchases.$inferSelect;

/** Folds all facts of one purchase into its row, and lets its grants follow when its worth has changed. */
export async function foldPurchase(tx: Tx, connection: ConnectionRow, subject: Subject): Promise<void> {
  const facts =
    subject.kind === "subscription"
      ? await factsOfSubscription(tx, connection.id, subject.externalId)
      : await factsOfPayment(tx, connection.id, subject.externalId);
  const worth = foldFacts(facts);
  if (!worth) return;
  const [before] = await tx
    .select()
    .from(purchases)
    .where(and(eq(purchases.connectionId, connection.id), eq(purchases.externalId, subject.externalId)))
    .for("update");
  const productIds = await ourProducts(tx, connection.id, worth.productIds);
  const after = await savePurchase(tx, connection, subject, {
    worth,
    facts,
    productId: productIds[0] ?? null,
  });
  await followPurchase(tx, before ?? null, after, productIds);
}

async function ourProducts(tx: Tx, connectionId: string, externalIds: string[]): Promise<string[]> {
  if (externalIds.length === 0) return [];
  const rows = await tx
    .select({ id: products.id, externalId: products.externalId })
    .from(products)
    .where(and(eq(products.connectionId, connectionId), inArray(products.externalId, externalIds)));
  return externalIds.flatMap((externalId) =>
    rows.filter((row) => row.externalId === externalId).map(({ id }) => id),
  );
}

type Folded = { worth: Worth; facts: Facts; productId: string | null };

async function savePurchase(
  tx: Tx,
  connection: ConnectionRow,
  subject: Subject,
  folded: Folded,
): Promise<PurchaseRow> {
  const { worth, facts, productId } = folded;
  const seen = facts.subscription ?? facts.payment;
  const columns = {
    customerId: subject.customer.id,
    productId,
    live: worth.live,
    endReason: worth.reason,
    providerStatus: seen?.status ?? null,
    activatedAt: worth.activatedAt ? sql`${worth.activatedAt}::timestamptz` : null,
    cancelAt: facts.subscription?.cancelAt ? new Date(facts.subscription.cancelAt) : null,
    nextBillingAt: facts.subscription?.nextBillingAt ? new Date(facts.subscription.nextBillingAt) : null,
    amount: seen?.amount ?? null,
    currency: seen?.currency ?? null,
    notes: notesOf(facts),
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
function notesOf({ refunds, disputes }: Facts): { at: string; text: string }[] {
  return [
    ...refunds.map(({ asOf, partial }) => ({ at: asOf, text: partial ? "Partly refunded" : "Refunded" })),
    ...disputes.map(({ asOf, outcome }) => ({
      at: asOf,
      text: outcome === "open" ? "Dispute opened" : `Dispute ${outcome}`,
    })),
  ].sort((one, other) => one.at.localeCompare(other.at));
}
