import { eq, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { saveProduct } from "@/lib/payments/save-product";
import { wakeWorkers } from "@/lib/work/wake";
import { findConnection } from "./find-connections";
import { providerOf } from "./provider-of";

/** The job's verb: reads the provider's products again. */
export async function syncProducts(connectionId: string): Promise<void> {
  const [connection] = await db()
    .select()
    .from(paymentConnections)
    .where(eq(paymentConnections.id, connectionId));
  if (!connection || connection.disconnectedAt) return;
  const { provider, access } = providerOf(connection);
  const found = await provider.listProducts(access);
  await inTransaction(async (tx) => {
    for (const product of found) await saveProduct(tx, connection, product);
    await tx
      .update(paymentConnections)
      .set({ syncedAt: sql`now()`, lastError: null, attempts: 0, dueAt: sql`now() + interval '15 minutes'` })
      .where(eq(paymentConnections.id, connectionId));
  });
}

/** Reads the products again as soon as a worker is free. */
export async function requestProductSync(tx: Tx, businessId: string, id: string): Promise<void> {
  await findConnection(tx, businessId, id);
  await requestCatalog(tx, id);
}

/** The same, after the provider said that its list of products changed. */
export async function requestCatalog(tx: Tx, connectionId: string): Promise<void> {
  await tx
    .update(paymentConnections)
    .set({ dueAt: sql`now()` })
    .where(eq(paymentConnections.id, connectionId));
  await wakeWorkers(tx);
}
