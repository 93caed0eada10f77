import { and, countDistinct, desc, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { liveGrant } from "@/db/live-grant";
import { grants, inboxEvents, purchases } from "@/db/schema";
import { asProviderName, providerNamed } from "@/lib/payments/providers";
import { listConnections } from "./find-connections";
import { canReachUs, webhookUrl } from "./webhook-url";

/** The payment providers of a business, as their cards show them. */
export async function readConnections(tx: Tx, businessId: string) {
  const connections = await listConnections(tx, businessId);
  const people = await countPeople(
    tx,
    connections.map(({ id }) => id),
  );
  const newest = await newestEvents(
    tx,
    connections.map(({ id }) => id),
  );
  return connections.map((connection) => ({
    id: connection.id,
    name: connection.name,
    providerId: asProviderName(connection.provider),
    provider: providerNamed(connection.provider).name,
    mode: connection.mode,
    people: people.get(connection.id) ?? 0,
    webhookUrl: webhookUrl(connection.id),
    reachesUs: canReachUs(connection),
    lastEvent: newest.get(connection.id) ?? null,
    /** When the provider's webhook last delivered; other events were found by asking. */
    lastDeliveryAt: connection.lastEventAt?.toISOString() ?? null,
    isReading: connection.isReading,
    syncedAt: connection.syncedAt?.toISOString() ?? null,
    lastError: connection.lastError,
    caughtUpAt: connection.caughtUpAt?.toISOString() ?? null,
    catchUpError: connection.catchUpError,
  }));
}

export type ConnectionView = Awaited<ReturnType<typeof readConnections>>[number];

type LastEvent = { at: string; type: string };

async function newestEvents(tx: Tx, connectionIds: string[]): Promise<Map<string, LastEvent>> {
  const newest = new Map<string, LastEvent>();
  for (const id of connectionIds) {
    const [event] = await tx
      .select({ at: inboxEvents.receivedAt, type: inboxEvents.type })
      .from(inboxEvents)
      .where(eq(inboxEvents.connectionId, id))
      .orderBy(desc(inboxEvents.receivedAt))
      .limit(1);
    if (event) newest.set(id, { at: event.at.toISOString(), type: event.type });
  }
  return newest;
}

/** How many customers have or are about to get access through each connection. */
async function countPeople(tx: Tx, connectionIds: string[]): Promise<Map<string | null, number>> {
  if (connectionIds.length === 0) return new Map();
  const rows = await tx
    .select({ connectionId: purchases.connectionId, people: countDistinct(grants.customerId) })
    .from(purchases)
    .innerJoin(grants, eq(grants.purchaseId, purchases.id))
    .where(and(inArray(purchases.connectionId, connectionIds), liveGrant()))
    .groupBy(purchases.connectionId);
  return new Map(rows.map(({ connectionId, people }) => [connectionId, people]));
}
