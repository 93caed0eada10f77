import { eq, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { bulkRuns } from "@/db/schema";

export type Run = typeof bulkRuns.$inferSelect;
type Step<Row extends { id: string }> = {
  size: number;
  /** The next rows after the cursor, by ascending id, at most `size` of them. */
  next: (tx: Tx, run: Run, after: string) => Promise<Row[]>;
  /** Does it to one; false when it does not apply to this one. */
  each: (tx: Tx, run: Run, row: Row) => Promise<boolean>;
};

/** One step of a run: some rows and the cursor behind them in one transaction, so a kill repeats nothing. */
export async function stepThrough<Row extends { id: string }>(runId: string, step: Step<Row>): Promise<void> {
  await inTransaction(async (tx) => {
    const [run] = await tx.select().from(bulkRuns).where(eq(bulkRuns.id, runId)).for("update");
    if (!run || run.finishedAt) return;
    const rows = await step.next(tx, run, run.cursor ?? "");
    let done = 0;
    for (const row of rows) if (await step.each(tx, run, row)) done++;
    const finished = rows.length < step.size;
    await tx
      .update(bulkRuns)
      .set({
        cursor: rows.at(-1)?.id ?? run.cursor,
        done: sql`${bulkRuns.done} + ${done}`,
        skipped: sql`${bulkRuns.skipped} + ${rows.length - done}`,
        dueAt: finished ? null : sql`now()`,
        finishedAt: finished ? sql`now()` : null,
      })
      .where(eq(bulkRuns.id, runId));
  });
}
