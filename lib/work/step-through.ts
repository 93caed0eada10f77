import { eq, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { bulkRuns, type RunKind } from "@/db/schema";
import { isRunOf, type Run } from "./runs";

type StepResult = { cursor: string | null; done: number; skipped: number; finished: boolean };

/** Takes one step of a run. The work and the new cursor share a transaction, so a kill repeats nothing. */
export async function takeStep<Kind extends RunKind>(
  runId: string,
  kinds: readonly Kind[],
  work: (tx: Tx, run: Run<Kind>) => Promise<StepResult>,
): Promise<void> {
  await inTransaction(async (tx) => {
    const [run] = await tx.select().from(bulkRuns).where(eq(bulkRuns.id, runId)).for("update");
    if (!run || run.finishedAt || !isRunOf(run, kinds)) return;
    const { cursor, done, skipped, finished } = await work(tx, run);
    await tx
      .update(bulkRuns)
      .set({
        cursor,
        done: sql`${bulkRuns.done} + ${done}`,
        skipped: sql`${bulkRuns.skipped} + ${skipped}`,
        dueAt: finished ? null : sql`now()`,
        finishedAt: finished ? sql`now()` : null,
      })
      .where(eq(bulkRuns.id, runId));
  });
}

/** Takes one step of a run over rows, in the order of their ids. */
export function stepThrough<Kind extends RunKind, Row extends { id: string }>(
  runId: string,
  kinds: readonly Kind[],
  step: {
    size: number;
    /** Up to `size` rows after the cursor, by ascending id. */
    next: (tx: Tx, run: Run<Kind>, after: string) => Promise<Row[]>;
    /** Handles one row; false when there is nothing to do for it. */
    each: (tx: Tx, run: Run<Kind>, row: Row) => Promise<boolean>;
  },
): Promise<void> {
  return takeStep(runId, kinds, async (tx, run) => {
    const rows = await step.next(tx, run, run.cursor ?? "");
    let done = 0;
    for (const row of rows) if (await step.each(tx, run, row)) done++;
    const cursor = rows.at(-1)?.id ?? run.cursor;
    return { cursor, done, skipped: rows.length - done, finished: rows.length < step.size };
  });
}
