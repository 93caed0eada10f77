import { and, desc, eq, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { type Actor, bulkRuns, type RunInputs, type RunKind } from "@/db/schema";
import { newId } from "@/lib/ids";
import { wakeWorkers } from "./wake";

type RunRow = typeof bulkRuns.$inferSelect;

/** A run with the input of its kind. */
export type Run<Kind extends RunKind = RunKind> = {
  [K in Kind]: Omit<RunRow, "kind" | "input"> & { kind: K; input: RunInputs[K] };
}[Kind];

/** Whether a run is of one of these kinds. */
export function isRunOf<Kind extends RunKind>(run: RunRow, kinds: readonly Kind[]): run is Run<Kind> {
  return kinds.some((kind) => kind === run.kind);
}

/** Starts long work in the caller's transaction and returns its id. The worker does it step by step. */
export async function startRun<Kind extends RunKind>(
  tx: Tx,
  run: { businessId: string; kind: Kind; input: RunInputs[Kind]; actor: Actor; total: number },
): Promise<string> {
  const id = newId("bulkRun");
  await tx.insert(bulkRuns).values({ id, ...run });
  await wakeWorkers(tx);
  return id;
}

/** The run with this id in this business, or null. */
export async function findRun(businessId: string, runId: string): Promise<RunRow | null> {
  const [run] = await db()
    .select()
    .from(bulkRuns)
    .where(and(eq(bulkRuns.businessId, businessId), eq(bulkRuns.id, runId)));
  return run ?? null;
}

/** The newest run of this kind for one subject, such as `{ entitlementId }`, or null. */
export async function findNewestRun<Kind extends RunKind>(
  tx: Tx,
  businessId: string,
  kind: Kind,
  subject: Partial<RunInputs[Kind]>,
): Promise<Run<Kind> | null> {
  const [run] = await tx
    .select()
    .from(bulkRuns)
    .where(
      and(
        eq(bulkRuns.businessId, businessId),
        eq(bulkRuns.kind, kind),
        sql`${bulkRuns.input} @> ${JSON.stringify(subject)}::jsonb`,
      ),
    )
    .orderBy(desc(bulkRuns.createdAt))
    .limit(1);
  return run && isRunOf(run, [kind]) ? run : null;
}
