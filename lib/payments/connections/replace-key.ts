import { eq, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { invalid } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerNamed } from "@/lib/payments/providers";
import { saveProduct } from "@/lib/payments/save-product";
import { findConnected } from "./find-connections";
import { retryParkedEvents } from "./retry-parked-events";
import { compareAccount } from "./same-account";
import { encryptKey, requireKey } from "./secrets";
import { type TriedKey, tryKey } from "./try-key";
import { webhookUrl } from "./webhook-url";

/**
 * Replaces the key with another one of the same account. The new key is tested like a first key, and events that were
 * waiting because of the old one are retried. Throws `invalid` for a key of another account or mode. Calls the
 * provider, so don't call this inside a transaction.
 */
export async function replaceKey(
  businessId: string,
  id: string,
  apiKey: string,
  actor: Actor,
): Promise<ConnectionRow> {
  const connection = await findConnected(db(), businessId, id);
  const provider = providerNamed(connection.provider);
  requireKey(connection.provider, apiKey);
  const access = { apiKey, baseUrl: connection.baseUrl };
  const mode = provider.modeOf(access);
  if (connection.mode && connection.mode !== mode)
    throw refused(
      `This key is for ${mode} mode, but the connection is in ${connection.mode} mode. Connect ${mode} mode separately.`,
    );
  const webhookId = connection.webhookId;
  const key = await tryKey(provider, access, webhookId ? { id: webhookId, url: webhookUrl(id) } : null);
  if ((await compareAccount(db(), connection, key)) === "other")
    throw refused(
      `This key belongs to another account at ${provider.name}, which sells different products. Connect that account separately.`,
    );
  return inTransaction((tx) => store(tx, connection, { apiKey, key, actor }));
}

function refused(words: string) {
  return invalid(words, { apiKey: words });
}

async function store(
  tx: Tx,
  connection: ConnectionRow,
  { apiKey, key, actor }: { apiKey: string; key: TriedKey; actor: Actor },
): Promise<ConnectionRow> {
  const { id, businessId, externalBusinessId } = connection;
  await findConnected(tx, businessId, id);
  const [row] = await tx
    .update(paymentConnections)
    .set({
      apiKey: encryptKey(id, apiKey),
      mode: key.mode,
      externalBusinessId: externalBusinessId ?? key.business,
      attempts: 0,
      lastError: null,
      dueAt: sql`now()`,
      catchUpAttempts: 0,
      catchUpError: null,
      catchUpDueAt: sql`now()`,
    })
    .where(eq(paymentConnections.id, id))
    .returning();
  if (!row) throw new Error("update returned nothing");
  for (const product of key.products) await saveProduct(tx, row, product);
  // Only after the key is stored: a worker that is setting an event aside then sees the new key (`apply-event.ts`).
  await retryParkedEvents(tx, id);
  const details = { name: connection.name };
  await writeAudit(tx, { businessId, actor, action: "provider.key_replaced", subjectId: id, details });
  return row;
}
