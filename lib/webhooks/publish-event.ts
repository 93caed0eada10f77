import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries, webhookEndpoints, webhookEvents } from "@/db/schema";
import { encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { wakeWorkers } from "@/lib/work/wake";

export const eventTypes = [
  "entitlement_grant.created",
  "entitlement_grant.delivered",
  "entitlement_grant.failed",
  "entitlement_grant.revoked",
] as const;
export type EventType = (typeof eventTypes)[number];

/**
 * Queues the event for every enabled endpoint that subscribes to its type, in the caller's transaction. The event's id
 * consists of the grant and its transition, so publishing a transition twice adds nothing.
 * `data` is the grant with the status in our spelling. Returns the event's id.
 */
export async function publishEvent(
  tx: Tx,
  event: {
    businessId: string;
    type: EventType;
    grantId: string;
    transition: number;
    data: Record<string, unknown>;
    occurredAt: Date;
  },
): Promise<string> {
  const id = `evt_${event.grantId.slice(event.grantId.indexOf("_") + 1)}_${event.transition}`;
  const data = encryptLink(id, event.data);
  await tx
    .insert(webhookEvents)
    .values({ id, ...event, data })
    .onConflictDoNothing();
  const endpoints = await tx
    .select({ id: webhookEndpoints.id, filterTypes: webhookEndpoints.filterTypes })
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.businessId, event.businessId),
        eq(webhookEndpoints.disabled, false),
        isNull(webhookEndpoints.deletedAt),
      ),
    );
  const subscribed = endpoints.filter(({ filterTypes }) => !filterTypes || filterTypes.includes(event.type));
  if (subscribed.length === 0) return id;
  await tx
    .insert(deliveries)
    .values(
      subscribed.map((endpoint) => ({
        id: newId("delivery"),
        businessId: event.businessId,
        endpointId: endpoint.id,
        eventId: id,
      })),
    )
    .onConflictDoNothing();
  await wakeWorkers(tx, "deliveries");
  return id;
}

/** A claim link gives away a customer's access, so it is stored encrypted, as on the grant. */
export function encryptLink(eventId: string, data: Record<string, unknown>): Record<string, unknown> {
  if (typeof data.oauth_url !== "string") return data;
  return { ...data, oauth_url: encrypt(data.oauth_url, linkContext(eventId)) };
}

export function linkContext(eventId: string): string {
  return `webhook_events.data.oauth_url:${eventId}`;
}
