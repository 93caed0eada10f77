import { and, desc, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { newestFirst, pageAfter } from "@/db/keyset";
import type { Address, DisputeSeen, PaymentSeen, RefundSeen, SubscriptionSeen } from "@/db/schema";
import {
  customers,
  paymentConnections,
  productPrices,
  products,
  purchaseFacts,
  purchaseLines,
  purchases,
} from "@/db/schema";
import { notFound } from "@/lib/errors";
import { asProviderName, type ProviderName } from "@/lib/payments/providers";
import { purchaseHolds } from "@/lib/products/products";
import { isRefunded } from "./is-refunded";
import { ourLines, type PurchaseLine } from "./purchase-lines";
import { bodiesOf } from "./store-facts";

type PurchaseFilter = {
  customerId?: string | undefined;
  productId?: string | undefined;
  status?: string | undefined;
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
  after?: string | undefined;
  offset?: number | undefined;
  limit: number;
};

function subscriptions(tx: Tx) {
  return tx
    .select({
      purchase: purchases,
      customer: customers,
      product: products,
      price: productPrices,
      fact: { kind: purchaseFacts.kind, body: purchaseFacts.body },
      /** Stripe names the address on the payments alone. */
      billing: sql<Address | null>`(select f.body->'details'->'billing' from payment_subscriptions s
        join purchase_facts f
          on f.connection_id = s.connection_id and f.kind = 'payment' and f.external_id = s.payment_id
        where s.connection_id = ${purchases.connectionId} and s.subscription_id = ${purchases.externalId}
        order by f.as_of desc limit 1)`,
    })
    .from(purchases)
    .innerJoin(customers, eq(customers.id, purchases.customerId))
    .leftJoin(products, eq(products.id, purchases.productId))
    .leftJoin(purchaseLines, and(eq(purchaseLines.purchaseId, purchases.id), eq(purchaseLines.position, 0)))
    .leftJoin(productPrices, eq(productPrices.id, purchaseLines.priceId))
    .leftJoin(
      purchaseFacts,
      and(
        eq(purchaseFacts.connectionId, purchases.connectionId),
        eq(purchaseFacts.kind, "subscription"),
        eq(purchaseFacts.externalId, purchases.externalId),
      ),
    )
    .$dynamic();
}

type SubscriptionRow = Awaited<ReturnType<typeof subscriptions>>[number];

export type SubscriptionKnown = Omit<SubscriptionRow, "fact"> & {
  /** What the provider said last. */
  seen: SubscriptionSeen | null;
};

function withSeen({ fact, ...row }: SubscriptionRow): SubscriptionKnown {
  return { ...row, seen: (fact && bodiesOf([fact], "subscription")[0]) ?? null };
}

/** The subscription with this id of the payment provider in this business, or `not_found`. */
export async function findSubscription(tx: Tx, businessId: string, id: string): Promise<SubscriptionKnown> {
  const [found] = await subscriptions(tx).where(
    and(
      eq(purchases.businessId, businessId),
      eq(purchases.kind, "subscription"),
      eq(purchases.externalId, id),
      inArray(purchases.connectionId, connectionsOf(tx, businessId)),
    ),
  );
  if (!found) throw notFound("Subscription");
  return withSeen(found);
}

/** Newest first. */
export async function listSubscriptions(
  tx: Tx,
  businessId: string,
  filter: PurchaseFilter & { cancelling?: boolean | undefined },
): Promise<SubscriptionKnown[]> {
  const { cancelling } = filter;
  const rows = await subscriptions(tx)
    .where(
      and(
        eq(purchases.businessId, businessId),
        eq(purchases.kind, "subscription"),
        filter.customerId ? eq(purchases.customerId, filter.customerId) : undefined,
        filter.productId ? purchaseHolds(filter.productId) : undefined,
        filter.status ? eq(purchases.providerStatus, filter.status) : undefined,
        cancelling === undefined
          ? undefined
          : cancelling
            ? isNotNull(purchases.cancelAt)
            : isNull(purchases.cancelAt),
        isMadeWithin(filter, purchaseFacts.body, purchases.createdAt),
        pageAfter(purchases, purchases.createdAt, businessId, filter.after),
      ),
    )
    .orderBy(...newestFirst(purchases, purchases.createdAt))
    .offset(filter.offset ?? 0)
    .limit(filter.limit);
  return rows.map(withSeen);
}

/** When it was made, as the provider says, else as far as we know. */
function isMadeWithin(
  { createdFrom, createdTo }: PurchaseFilter,
  body: typeof purchaseFacts.body,
  known: PgColumn,
): SQL | undefined {
  const createdAt = sql`coalesce((${body}->'details'->>'createdAt')::timestamptz, ${known})`;
  return and(
    createdFrom && sql`${createdAt} >= ${createdFrom.toISOString()}::timestamptz`,
    createdTo && sql`${createdAt} <= ${createdTo.toISOString()}::timestamptz`,
  );
}

export type PaymentKnown = {
  /** Of the fact, for paging. */
  id: string;
  businessId: string;
  provider: ProviderName;
  seen: PaymentSeen;
  customer: typeof customers.$inferSelect | null;
  /** What was bought at once, by our ids. */
  lines: PurchaseLine[];
  refunds: RefundSeen[];
  refundStatus: "full" | "partial" | null;
  disputes: DisputeSeen[];
};

function payments(tx: Tx) {
  const buyerId = sql`${purchaseFacts.body}->'buyer'->>'externalId'`;
  return tx
    .select({ fact: purchaseFacts, connection: paymentConnections, customer: customers })
    .from(purchaseFacts)
    .innerJoin(paymentConnections, eq(paymentConnections.id, purchaseFacts.connectionId))
    .leftJoin(
      customers,
      and(eq(customers.connectionId, purchaseFacts.connectionId), eq(customers.externalId, buyerId)),
    )
    .$dynamic();
}

/** The payment with this id of the payment provider in this business, or `not_found`. */
export async function findPayment(tx: Tx, businessId: string, id: string): Promise<PaymentKnown> {
  const rows = await payments(tx).where(
    and(
      inArray(purchaseFacts.connectionId, connectionsOf(tx, businessId)),
      eq(purchaseFacts.kind, "payment"),
      eq(purchaseFacts.externalId, id),
    ),
  );
  const [found] = await withRest(tx, rows);
  if (!found) throw notFound("Payment");
  return found;
}

/** By when they were first heard of, newest first. */
export async function listPayments(
  tx: Tx,
  businessId: string,
  filter: PurchaseFilter & { subscriptionId?: string | undefined; currency?: string | undefined },
): Promise<PaymentKnown[]> {
  const { body, asOf } = purchaseFacts;
  // Read beforehand: with the one connection that most have, its index is read in the order of the list.
  const connections = await connectionsOf(tx, businessId);
  // Facts from before purchases had lines name their products in a list.
  const productIs = (id: string): SQL => {
    const theirs = sql`array(select external_id from products where id = ${id} and external_id is not null)`;
    return sql`(${body}->'productIds' ?| ${theirs} or exists (
      select from jsonb_array_elements(${body}->'lines') line where line->>'productId' = any(${theirs})))`;
  };
  const paidFor = (id: string): SQL => sql`exists (select from payment_subscriptions s
    where s.connection_id = ${purchaseFacts.connectionId} and s.payment_id = ${purchaseFacts.externalId}
      and s.subscription_id = ${id})`;
  const rows = await payments(tx)
    .where(
      and(
        inArray(
          purchaseFacts.connectionId,
          connections.map(({ id }) => id),
        ),
        eq(purchaseFacts.kind, "payment"),
        filter.customerId ? eq(customers.id, filter.customerId) : undefined,
        filter.productId ? productIs(filter.productId) : undefined,
        filter.status ? sql`${body}->>'status' = ${filter.status}` : undefined,
        filter.subscriptionId ? paidFor(filter.subscriptionId) : undefined,
        filter.currency ? sql`${body}->>'currency' = ${filter.currency}` : undefined,
        isMadeWithin(filter, body, asOf),
        filter.after ? sql`${purchaseFacts.id} < ${filter.after}` : undefined,
      ),
    )
    // Ids begin with the time at which they were made.
    .orderBy(desc(purchaseFacts.id))
    .offset(filter.offset ?? 0)
    .limit(filter.limit);
  return withRest(tx, rows);
}

type PaymentRow = Awaited<ReturnType<typeof payments>>[number];

async function withRest(tx: Tx, found: PaymentRow[]): Promise<PaymentKnown[]> {
  const rows = found.flatMap((row) => bodiesOf([row.fact], "payment").map((seen) => ({ ...row, seen })));
  if (rows.length === 0) return [];
  const connectionIds = [...new Set(rows.map(({ connection }) => connection.id))];
  const later = await tx
    .select()
    .from(purchaseFacts)
    .where(
      and(
        inArray(purchaseFacts.connectionId, connectionIds),
        inArray(
          purchaseFacts.subjectId,
          rows.map(({ seen }) => seen.paymentId),
        ),
        inArray(purchaseFacts.kind, ["refund", "dispute"]),
      ),
    )
    .orderBy(purchaseFacts.asOf);
  const known: PaymentKnown[] = [];
  for (const row of rows) {
    const { seen } = row;
    const { id: connectionId, businessId, provider } = row.connection;
    const mine = later.filter(
      (fact) => fact.connectionId === connectionId && fact.subjectId === seen.paymentId,
    );
    const refunds = bodiesOf(mine, "refund");
    const oneTimeOnly = seen.subscriptionIds.length > 0;
    known.push({
      id: row.fact.id,
      businessId,
      provider: asProviderName(provider),
      seen,
      customer: row.customer,
      lines: await ourLines(tx, connectionId, seen.lines, { oneTimeOnly }),
      refunds,
      refundStatus: isRefunded(seen.amount, refunds) ? "full" : refunds.length > 0 ? "partial" : null,
      disputes: bodiesOf(mine, "dispute"),
    });
  }
  return known;
}

function connectionsOf(tx: Tx, businessId: string) {
  return tx
    .select({ id: paymentConnections.id })
    .from(paymentConnections)
    .where(eq(paymentConnections.businessId, businessId));
}
