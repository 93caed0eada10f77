import type { Tx } from "@/db/client";
import { deliveries, webhookEvents } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import { env } from "@/lib/env";
import { newId } from "@/lib/ids";
import { wakeWorkers } from "@/lib/work/wake";
import { findEndpoint } from "./find-endpoints";
import { type EventType, encryptLink } from "./publish-event";

/**
 * Sends a signed event with sample data. It is tried once, even when the endpoint is paused. Returns the delivery's id.
 */
export async function sendTestEvent(
  tx: Tx,
  businessId: string,
  endpointId: string,
  type: EventType,
  actor: Actor,
): Promise<string> {
  await findEndpoint(tx, businessId, endpointId);
  const deliveryId = newId("delivery");
  const eventId = `evt_test_${deliveryId.slice(deliveryId.indexOf("_") + 1)}`;
  await tx
    .insert(webhookEvents)
    .values({ id: eventId, businessId, type, data: encryptLink(eventId, sampleGrant(businessId, type)) });
  await tx.insert(deliveries).values({ id: deliveryId, businessId, endpointId, eventId });
  const details = { type, deliveryId };
  await writeAudit(tx, { businessId, actor, action: "webhook.tested", subjectId: endpointId, details });
  await wakeWorkers(tx);
  return deliveryId;
}

function sampleGrant(businessId: string, type: EventType): Record<string, unknown> {
  const now = databaseNow().getTime();
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  const status = type.endsWith(".created") ? "pending" : type.slice(type.indexOf(".") + 1);
  const wasDelivered = status === "delivered" || status === "revoked";
  return {
    id: "entg_test000000000000000000",
    business_id: businessId,
    brand_id: businessId,
    entitlement_id: "ent_test000000000000000000",
    customer_id: "cus_test000000000000000000",
    integration_type: "discord",
    status,
    payment_id: null,
    subscription_id: "sub_test000000000000000000",
    oauth_url: status === "pending" ? `${env().APP_URL}/connect/discord/test` : null,
    oauth_expires_at: status === "pending" ? new Date(now + 7 * 86_400_000).toISOString() : null,
    delivered_at: wasDelivered ? ago(5) : null,
    revoked_at: status === "revoked" ? ago(0) : null,
    revocation_reason: status === "revoked" ? "subscription_cancelled" : null,
    error_code: status === "failed" ? "discord_role_above_bot" : null,
    error_message: status === "failed" ? "The role is above the bot's role in the server's list" : null,
    license_key: null,
    digital_product_delivery: null,
    feature: null,
    metadata: { test: true },
    expires_at: null,
    created_at: ago(10),
    updated_at: ago(0),
  };
}
