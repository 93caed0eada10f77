import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { findConnection } from "./find-connections";

/** Stops taking events. Purchases and grants stay as they are. */
export async function disconnectProvider(
  tx: Tx,
  businessId: string,
  id: string,
  actor: Actor,
): Promise<void> {
  const connection = await findConnection(tx, businessId, id);
  await tx
    .update(paymentConnections)
    .set({ disconnectedAt: sql`now()`, dueAt: null, catchUpDueAt: null })
    .where(eq(paymentConnections.id, id));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "provider.disconnected",
    subjectId: id,
    details: { name: connection.name },
  });
}
