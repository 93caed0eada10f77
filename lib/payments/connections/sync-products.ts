import { and, eq, isNull, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { db, inTransaction, type Tx } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { GatehouseError } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { saveProduct } from "@/lib/payments/save-product";
import { wakeWorkers } from "@/lib/work/wake";
import { findConnection } from "./find-connections";
import { providerOf } from "./provider-of";
import { syncWebhook } from "./sync-webhook";

/** The job's verb: reads the provider's products again, and syncs our webhook there. */
export async function syncProducts(connectionId: string): Promise<void> {
  const [connection] = await db()
    .select()
    .from(paymentConnections)
    .where(eq(paymentConnections.id, connectionId));
  if (!connection || connection.disconnectedAt) return;
  try {
    await readProvider(connection);
  } catch (error) {
    // A person must act, so retrying sooner wouldn't help.
    if (!(error instanceof GatehouseError)) throw error;
    await done(db(), connectionId, { lastError: error.message });
  }
}

async function readProvider(connection: ConnectionRow): Promise<void> {
  const { provider, access } = providerOf(connection);
  const mode = provider.modeOf(access);
  const found = await provider.listProducts(access);
  await inTransaction(async (tx) => {
    for (const product of found) await saveProduct(tx, connection, product);
  });
  await syncWebhook(connection);
  await done(db(), connection.id, { syncedAt: sql`now()`, lastError: null, mode });
}

async function done(
  tx: Tx,
  connectionId: string,
  columns: PgUpdateSetSource<typeof paymentConnections>,
): Promise<void> {
  await tx
    .update(paymentConnections)
    .set({ ...columns, attempts: 0, dueAt: sql`now() + interval '15 minutes'` })
    .where(and(eq(paymentConnections.id, connectionId), isNull(paymentConnections.disconnectedAt)));
}

/** Reads the products again as soon as a worker is free. */
export async function requestProductSync(tx: Tx, businessId: string, id: string): Promise<void> {
  await findConnection(tx, businessId, id);
  await requestCatalog(tx, id);
}

/** The same, after an event said that the list of products changed. */
export async function requestCatalog(tx: Tx, connectionId: string): Promise<void> {
  await tx
    .update(paymentConnections)
    .set({ dueAt: sql`now()` })
    .where(eq(paymentConnections.id, connectionId));
  await wakeWorkers(tx);
}
