import { eq, sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { grants } from "@/db/schema";
import { endGrant } from "./end-grants";
import { findGrant } from "./find-grants";

/** The job's verb for a grant's timer: at its own end date it ends. */
export async function tendGrant(grantId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const [row] = await tx
      .select({
        businessId: grants.businessId,
        ended: sql<boolean>`${grants.expiresAt} <= clock_timestamp()`,
      })
      .from(grants)
      .where(eq(grants.id, grantId))
      .for("update");
    if (!row) return;
    await tx
      .update(grants)
      .set({ dueAt: row.ended ? null : grants.expiresAt })
      .where(eq(grants.id, grantId));
    if (row.ended) await endGrant(tx, await findGrant(tx, row.businessId, grantId), "expired");
  });
}
