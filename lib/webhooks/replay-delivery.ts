import { and, eq, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { invalid, notFound } from "@/lib/errors";
import { wakeWorkers } from "@/lib/work/wake";
import { findEndpoint } from "./find-endpoints";

/**
 * Sends a delivery again, with a new series of attempts and the same `webhook-id`. A second click changes nothing.
 * Throws `invalid` while the endpoint is paused.
 */
export async function replayDelivery(
  tx: Tx,
  businessId: string,
  deliveryId: string,
  actor: Actor,
): Promise<void> {
  const [delivery] = await tx
    .select({ endpointId: deliveries.endpointId })
    .from(deliveries)
    .where(and(eq(deliveries.businessId, businessId), eq(deliveries.id, deliveryId)));
  if (!delivery) throw notFound("Delivery");
  const endpoint = await findEndpoint(tx, businessId, delivery.endpointId);
  if (endpoint.disabled)
    throw invalid("This endpoint is paused. Resume it first, then send the event again.");
  const queued = await tx
    .update(deliveries)
    .set({ status: "pending", attempts: 0, dueAt: sql`clock_timestamp()`, deliveredAt: null })
    .where(
      and(
        eq(deliveries.id, deliveryId),
        // Already queued and not tried yet: nothing to change.
        or(sql`${deliveries.status} <> 'pending'`, sql`${deliveries.attempts} > 0`),
      ),
    )
    .returning({ id: deliveries.id });
  if (queued.length === 0) return;
  await writeAudit(tx, { businessId, actor, action: "webhook.replayed", subjectId: deliveryId });
  await wakeWorkers(tx);
}
