import { and, eq, gt, sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { bulkRuns, purchases } from "@/db/schema";
import { openGrants } from "@/lib/grants/open-grants";

const stepSize = 100;

/** One step of giving a newly attached entitlement to the customers who have the product already. */
export async function stepAttaching(runId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const [run] = await tx.select().from(bulkRuns).where(eq(bulkRuns.id, runId)).for("update");
    if (!run || run.finishedAt) return;
    const { productId, entitlementId } = run.input as { productId: string; entitlementId: string };
    const next = await tx
      .select()
      .from(purchases)
      .where(
        and(eq(purchases.productId, productId), eq(purchases.live, true), gt(purchases.id, run.cursor ?? "")),
      )
      .orderBy(purchases.id)
      .limit(stepSize);
    for (const { id: purchaseId, businessId, customerId } of next)
      await openGrants(tx, {
        businessId,
        customerId,
        purchaseId,
        productId,
        entitlementIds: [entitlementId],
      });
    const finished = next.length < stepSize;
    await tx
      .update(bulkRuns)
      .set({
        cursor: next.at(-1)?.id ?? run.cursor,
        done: sql`${bulkRuns.done} + ${next.length}`,
        dueAt: finished ? null : sql`now()`,
        finishedAt: finished ? sql`now()` : null,
      })
      .where(eq(bulkRuns.id, runId));
  });
}
