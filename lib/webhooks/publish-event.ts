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
 * Tells every enabled endpoint that wants this type, in the transaction that made it true. The event's id is
 * made of the grant and its transition, so the same transition told twice is one event and one delivery each.
 * `data` is the grant in our own statusCase. Returns the event's id.
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
  const data = sealLink(id, event.data);
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
  const wanting = endpoints.filter(({ filterTypes }) => !filterTypes || filterTypes.includes(event.type));
  if (wanting.length === 0) return id;
  await tx
    .insert(deliveries)
    .values(
      wanting.map((endpoint) => ({
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

/** A claim link opens a customer's access: at rest it is encrypted, as it is on the grant. */
export function sealLink(eventId: string, data: Record<string, unknown>): Record<string, unknown> {
  if (typeof data.oauth_url !== "string") return data;
  return { ...data, oauth_url: encrypt(data.oauth_url, linkPlace(eventId)) };
}

export function linkPlace(eventId: string): string {
  return `webhook_events.data.oauth_url:${eventId}`;
}
