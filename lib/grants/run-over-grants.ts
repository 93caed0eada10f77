import { and, count, gt, type SQL } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { grants, type RunKind } from "@/db/schema";
import type { Run } from "@/lib/work/runs";
import { stepThrough } from "@/lib/work/step-through";

/** How many grants a run will work on. */
export async function countForRun(tx: Tx, which: SQL | undefined): Promise<number> {
  const [row] = await tx.select({ total: count() }).from(grants).where(which);
  return row?.total ?? 0;
}

/** Takes one step of a run over grants. */
export function stepThroughGrants<Kind extends RunKind>(
  runId: string,
  kinds: readonly Kind[],
  step: {
    size: number;
    which: (run: Run<Kind>) => SQL | undefined;
    /** Handles one grant; false when there is nothing to do for it. */
    each: (tx: Tx, run: Run<Kind>, grantId: string) => Promise<boolean>;
  },
): Promise<void> {
  return stepThrough(runId, kinds, {
    size: step.size,
    next: (tx, run, after) =>
      tx
        .select({ id: grants.id })
        .from(grants)
        .where(and(step.which(run), gt(grants.id, after)))
        .orderBy(grants.id)
        .limit(step.size),
    each: (tx, run, { id }) => step.each(tx, run, id),
  });
}
