import { createHash } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { preparedRead } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { freshDatabaseNow } from "@/db/watch-clock";
import { GatehouseError, notFound } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { secretsOf } from "@/lib/payments/connections/secrets";
import type { Provider } from "@/lib/payments/provider";
import { providerNamed } from "@/lib/payments/providers";
import { wakeWorkersSoon } from "@/lib/work/wake";
import { storeEvent } from "./store-event";

/** The largest body accepted, in bytes. */
export const largestBody = 2 * 1024 * 1024;

/**
 * Receives a purchase event: verifies the signature over the raw bytes and stores the event once. Nothing else
 * happens here. The row is the job, so duplicates need no handling, and a lost wake-up costs one poll.
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
  const now = await freshDatabaseNow();
  const event = provider.verify(raw, headers, secretsOf(connection, now), now);
  requireOwn(connection, provider.originOf(event.body));
  const bodyHash = createHash("sha256").update(raw).digest("hex");
  const copies = await storeEvent(connection, { ...event, bodyHash, sent: true });
  wakeWorkersSoon("inbox_events");
  return { duplicate: copies > 1 };
}

/** Events from another merchant, or from this merchant's other mode, concern other people and products. */
function requireOwn(
  { externalBusinessId, mode }: ConnectionRow,
  origin: ReturnType<Provider["originOf"]>,
): void {
  if (origin.business && externalBusinessId && origin.business !== externalBusinessId)
    throw new GatehouseError("bad_request", "This event belongs to another business");
  if (origin.mode && mode && origin.mode !== mode)
    throw new GatehouseError(
      "bad_request",
      `This event is from ${origin.mode} mode, but the connection is in ${mode} mode. Connect ${origin.mode} mode separately.`,
    );
}

const liveConnection = preparedRead((db) =>
  db
    .select()
    .from(paymentConnections)
    .where(and(eq(paymentConnections.id, sql.placeholder("id")), isNull(paymentConnections.disconnectedAt)))
    .prepare("live_connection"),
);
