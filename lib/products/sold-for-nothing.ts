import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inboxEvents, products } from "@/db/schema";
import { wakeWorkers } from "@/lib/work/wake";

/**
 * After something was attached to a product: the events of its sales that gave nothing are applied again, so that
 * Needs attention and the event log say what is true now. And the merchant is asked again, should it give nothing later.
 */
export async function judgeSalesAgain(tx: Tx, businessId: string, productId: string): Promise<void> {
  await tx
    .update(inboxEvents)
    .set({ processedAt: null, gaveNothing: null, attempts: 0, dueAt: sql`now()` })
    .where(
      and(
        eq(inboxEvents.businessId, businessId),
        eq(inboxEvents.productId, productId),
        isNotNull(inboxEvents.gaveNothing),
      ),
    );
  await tx.update(products).set({ givesNothing: false }).where(eq(products.id, productId));
  await wakeWorkers(tx, "inbox_events");
}
