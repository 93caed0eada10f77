import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inOrder, type ListOrder, pageInOrder } from "@/db/keyset";
import { containing } from "@/db/like";
import {
  type DeliveryStatus,
  deliveries,
  deliveryAttempts,
  webhookEndpoints,
  webhookEvents,
} from "@/db/schema";
import { notFound } from "@/lib/errors";
import type { Sort } from "@/lib/search-params";
import { decryptBody } from "./deliver-event";
import { eventBody } from "./event-body";

export const deliverySorts = [{ by: "created", direction: "desc" }] as const satisfies Sort[];

export type DeliveryFilter = {
  /** Newest first, if not given. */
  sort?: Sort<"created"> | undefined;
  endpointId?: string | undefined;
  grantId?: string | undefined;
  status?: DeliveryStatus | undefined;
  type?: string | undefined;
  /** The id of a grant, an event or a delivery, or part of the customer's email. */
  search?: string | undefined;
  /** The id of the last delivery of the page before. */
  after?: string | undefined;
  limit?: number;
};

const lastAttempt = <T>(column: SQL) => sql<T | null>`(select ${column} from delivery_attempts attempt
  where attempt.delivery_id = ${deliveries.id} order by attempt.at desc limit 1)`;

function select(tx: Tx) {
  return tx
    .select({
      id: deliveries.id,
      status: deliveries.status,
      attempts: deliveries.attempts,
      createdAt: deliveries.createdAt,
      deliveredAt: deliveries.deliveredAt,
      /** When the next attempt is due, or null. */
      nextAttemptAt: deliveries.dueAt,
      event: {
        id: webhookEvents.id,
        type: webhookEvents.type,
        grantId: webhookEvents.grantId,
        occurredAt: webhookEvents.occurredAt,
      },
      endpoint: {
        id: webhookEndpoints.id,
        url: webhookEndpoints.url,
        disabled: webhookEndpoints.disabled,
        deletedAt: webhookEndpoints.deletedAt,
      },
      lastStatusCode: lastAttempt<number>(sql`attempt.status_code`),
      lastError: lastAttempt<string>(sql`attempt.error`),
    })
    .from(deliveries)
    .innerJoin(webhookEvents, eq(webhookEvents.id, deliveries.eventId))
    .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveries.endpointId));
}

export type DeliveryLine = Awaited<ReturnType<typeof select>>[number];

function orderOf({ sort = deliverySorts[0] }: DeliveryFilter): ListOrder {
  return { by: deliveries.createdAt, direction: sort.direction };
}

export async function listDeliveries(
  tx: Tx,
  businessId: string,
  filter: DeliveryFilter,
): Promise<DeliveryLine[]> {
  return select(tx)
    .where(and(eq(deliveries.businessId, businessId), ...conditions(businessId, filter)))
    .orderBy(...inOrder(deliveries, orderOf(filter)))
    .limit(filter.limit ?? 50);
}

function conditions(businessId: string, filter: DeliveryFilter): (SQL | undefined)[] {
  const { endpointId, grantId, status, type, search, after } = filter;
  return [
    endpointId ? eq(deliveries.endpointId, endpointId) : undefined,
    grantId ? eq(webhookEvents.grantId, grantId) : undefined,
    status ? eq(deliveries.status, status) : undefined,
    type ? eq(webhookEvents.type, type) : undefined,
    search ? matches(search.trim()) : undefined,
    pageInOrder(deliveries, orderOf(filter), businessId, after),
  ];
}

function matches(search: string): SQL {
  const like = containing(search);
  return sql`(${webhookEvents.grantId} = ${search} or ${webhookEvents.id} = ${search} or ${deliveries.id} = ${search}
    or exists (select 1 from grants join customers on customers.id = grants.customer_id
      where grants.id = ${webhookEvents.grantId} and customers.email ilike ${like}))`;
}

/** For each endpoint, the deliveries of the last seven days by status. */
export async function recentCounts(tx: Tx, businessId: string) {
  const rows = await tx
    .select({
      endpointId: deliveries.endpointId,
      status: deliveries.status,
      count: sql<number>`count(*)::int`,
    })
    .from(deliveries)
    .where(
      and(eq(deliveries.businessId, businessId), sql`${deliveries.createdAt} > now() - interval '7 days'`),
    )
    .groupBy(deliveries.endpointId, deliveries.status);
  const byEndpoint: Record<string, Record<DeliveryStatus, number>> = {};
  for (const { endpointId, status, count } of rows) {
    byEndpoint[endpointId] ??= { pending: 0, delivered: 0, failed: 0 };
    byEndpoint[endpointId][status] = count;
  }
  return byEndpoint;
}

/** One delivery with its body and its attempts, newest first; throws `not_found`. */
export async function findDelivery(tx: Tx, businessId: string, deliveryId: string) {
  const [line] = await select(tx).where(
    and(eq(deliveries.businessId, businessId), eq(deliveries.id, deliveryId)),
  );
  if (!line) throw notFound("Delivery");
  const [source] = await tx
    .select({ event: webhookEvents, statusCase: webhookEndpoints.statusCase })
    .from(deliveries)
    .innerJoin(webhookEvents, eq(webhookEvents.id, deliveries.eventId))
    .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveries.endpointId))
    .where(eq(deliveries.id, deliveryId));
  const attempts = await tx
    .select()
    .from(deliveryAttempts)
    .where(eq(deliveryAttempts.deliveryId, deliveryId))
    .orderBy(desc(deliveryAttempts.at))
    .limit(100);
  const opened = attempts.map((attempt) => ({ ...attempt, requestBody: decryptBody(attempt) }));
  const body = opened[0]?.requestBody ?? (source ? eventBody(source.event, source.statusCase) : "");
  return { ...line, body, tries: opened };
}

export type DeliveryDetail = Awaited<ReturnType<typeof findDelivery>>;
