import { createHash } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { preparedRead } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { GatehouseError, notFound } from "@/lib/errors";
import { secretsOf } from "@/lib/payments/connections/secrets";
import { providerNamed } from "@/lib/payments/providers";
import { wakeWorkersSoon } from "@/lib/work/wake";
import { storeEvent } from "./store-event";

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
  const [connection] = await liveConnection({ id: connectionId });
  if (!connection) throw notFound("Connection");
  const provider = providerNamed(connection.provider);
  const event = provider.verify(raw, headers, secretsOf(connection));
  const business = provider.businessOf(event.body);
  if (business && connection.externalBusinessId && business !== connection.externalBusinessId)
    throw new GatehouseError("bad_request", "This event belongs to another business");
  const bodyHash = createHash("sha256").update(raw).digest("hex");
  const copies = await storeEvent(connection, { ...event, bodyHash, sent: true });
  wakeWorkersSoon("inbox_events");
  return { duplicate: copies > 1 };
}

const liveConnection = preparedRead((db) =>
  db
    .select()
    .from(paymentConnections)
    .where(and(eq(paymentConnections.id, sql.placeholder("id")), isNull(paymentConnections.disconnectedAt)))
    .prepare("live_connection"),
);
