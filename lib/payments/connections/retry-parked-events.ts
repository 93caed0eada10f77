import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inboxEvents } from "@/db/schema";
import { wakeWorkers } from "@/lib/work/wake";

/** Retries events that were set aside, because a new key may fix them. Those with another cause are set aside again. */
export async function retryParkedEvents(tx: Tx, connectionId: string): Promise<void> {
  await tx
    .update(inboxEvents)
    .set({ parkedReason: null, dueAt: sql`now()`, attempts: 0 })
    .where(
      and(
        eq(inboxEvents.connectionId, connectionId),
        isNull(inboxEvents.processedAt),
        isNotNull(inboxEvents.parkedReason),
      ),
    );
  await wakeWorkers(tx, "inbox_events");
}
