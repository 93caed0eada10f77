import { createHash } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { preparedRead, rawSql } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { decrypt } from "@/lib/crypto";
import { GatehouseError, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { wakeWorkersSoon } from "@/lib/jobs/wake";
import type { ConnectionRow } from "@/lib/payments/connections";
import { providers } from "@/lib/payments/providers";
import type { VerifiedEvent } from "@/lib/payments/standard-webhooks";

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
  const provider = providers[connection.provider];
  const event = provider.verify(raw, headers, secretsOf(connection));
  const business = provider.businessOf(event.body);
  if (business && connection.externalBusinessId && business !== connection.externalBusinessId)
    throw new GatehouseError("bad_request", "This event belongs to another business");
  const copies = await store(connection, event, createHash("sha256").update(raw).digest("hex"));
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

/** One prepared statement: a sale's day sends events by the thousand, and each sender waits for its answer. */
async function store(connection: ConnectionRow, event: VerifiedEvent, bodyHash: string): Promise<number> {
  const { id: connectionId, businessId } = connection;
  const [row] = await rawSql()<{ copies: number }[]>`
    with heard as (
      update payment_connections set last_event_at = now()
      where id = ${connectionId} and coalesce(last_event_at, '-infinity') < now() - interval '10 seconds')
    insert into inbox_events (id, connection_id, business_id, external_id, body_hash, type, body)
    values (${newId("inboxEvent")}, ${connectionId}, ${businessId}, ${event.id}, ${bodyHash}, ${event.type}, ${event.text})
    on conflict (connection_id, external_id, body_hash) do update set copies = inbox_events.copies + 1
    returning copies`;
  return row?.copies ?? 1;
}

function secretsOf(connection: ConnectionRow): string[] {
  const current = decrypt(connection.webhookSecret, `payment_connections.webhook_secret:${connection.id}`);
  const previousHolds =
    connection.previousSecret &&
    connection.previousSecretUntil &&
    connection.previousSecretUntil.getTime() > Date.now();
  if (!previousHolds || !connection.previousSecret) return [current];
  return [current, decrypt(connection.previousSecret, `payment_connections.webhook_secret:${connection.id}`)];
}
