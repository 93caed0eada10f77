import { createHash } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { inboxEvents, paymentConnections } from "@/db/schema";
import { decrypt } from "@/lib/crypto";
import { GatehouseError, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { wakeWorkers } from "@/lib/jobs/wake";
import { providers } from "@/lib/payments/providers";

/** The largest body taken, in bytes. */
export const largestBody = 2 * 1024 * 1024;

/**
 * The way in for purchase events: verifies the signature over the raw bytes and stores the event once; nothing
 * else happens here. The row is the job, so a duplicate needs nothing, and a lost wake-up costs one poll.
 * Errors: `not_found` (no such connection), `bad_request` (headers, time, JSON), `unauthorized` (signature).
 */
export async function receiveEvent(
  connectionId: string,
  headers: Headers,
  raw: Uint8Array,
): Promise<{ duplicate: boolean }> {
  return inTransaction(async (tx) => {
    const [connection] = await tx
      .select()
      .from(paymentConnections)
      .where(and(eq(paymentConnections.id, connectionId), isNull(paymentConnections.disconnectedAt)));
    if (!connection) throw notFound("Connection");
    const provider = providers[connection.provider];
    const event = provider.verify(raw, headers, secretsOf(connection));
    const business = provider.businessOf(event.body);
    if (business && connection.externalBusinessId && business !== connection.externalBusinessId)
      throw new GatehouseError("bad_request", "This event belongs to another business");
    const [row] = await tx
      .insert(inboxEvents)
      .values({
        id: newId("inboxEvent"),
        connectionId,
        businessId: connection.businessId,
        externalId: event.id,
        bodyHash: createHash("sha256").update(raw).digest("hex"),
        type: event.type,
        body: event.text,
      })
      .onConflictDoUpdate({
        target: [inboxEvents.connectionId, inboxEvents.externalId, inboxEvents.bodyHash],
        set: { copies: sql`${inboxEvents.copies} + 1` },
      })
      .returning({ copies: inboxEvents.copies });
    await tx
      .update(paymentConnections)
      .set({ lastEventAt: sql`now()` })
      .where(
        and(
          eq(paymentConnections.id, connectionId),
          sql`coalesce(last_event_at, '-infinity') < now() - interval '10 seconds'`,
        ),
      );
    await wakeWorkers(tx, "inbox_events");
    return { duplicate: (row?.copies ?? 1) > 1 };
  });
}

function secretsOf(connection: typeof paymentConnections.$inferSelect): string[] {
  const current = decrypt(connection.webhookSecret, `payment_connections.webhook_secret:${connection.id}`);
  const previousHolds =
    connection.previousSecret &&
    connection.previousSecretUntil &&
    connection.previousSecretUntil.getTime() > Date.now();
  if (!previousHolds || !connection.previousSecret) return [current];
  return [current, decrypt(connection.previousSecret, `payment_connections.webhook_secret:${connection.id}`)];
}
