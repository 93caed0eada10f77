import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { findConnection } from "@/lib/payments/connections/find-connections";
import { wakeWorkers } from "@/lib/work/wake";

/** Asks a provider for products and for what we did not hear of as soon as a worker is free. */
export async function askAgain(tx: Tx, businessId: string, connectionId: string): Promise<void> {
  await findConnection(tx, businessId, connectionId);
  await tx
    .update(paymentConnections)
    .set({ dueAt: sql`now()`, catchUpDueAt: sql`now()` })
    .where(and(eq(paymentConnections.id, connectionId), isNull(paymentConnections.disconnectedAt)));
  await wakeWorkers(tx);
}
