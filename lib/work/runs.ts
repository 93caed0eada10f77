import { and, desc, eq, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { type Actor, bulkRuns, type RunInputs, type RunKind } from "@/db/schema";
import { newId } from "@/lib/ids";
import { wakeWorkers } from "./wake";

type RunRow = typeof bulkRuns.$inferSelect;

/** A run whose input has the shape of its kind. */
export type Run<Kind extends RunKind = RunKind> = {
  [One in Kind]: Omit<RunRow, "kind" | "input"> & { kind: One; input: RunInputs[One] };
}[Kind];

/** Whether a run is of one of these kinds, and so has their input. */
export function isRunOf<Kind extends RunKind>(run: RunRow, kinds: readonly Kind[]): run is Run<Kind> {
  return kinds.some((kind) => kind === run.kind);
}

/** Starts long work in the caller's transaction; answers its id. The worker does it step by step. */
export async function startRun<Kind extends RunKind>(
  tx: Tx,
  run: { businessId: string; kind: Kind; input: RunInputs[Kind]; actor: Actor; total: number },
): Promise<string> {
  const id = newId("bulkRun");
  await tx.insert(bulkRuns).values({ id, ...run });
  await wakeWorkers(tx);
  return id;
}

/** The run with this id in this business, for its progress; null when there is none. */
export async function findRun(businessId: string, runId: string): Promise<RunRow | null> {
  const [run] = await db()
    .select()
    .from(bulkRuns)
    .where(and(eq(bulkRuns.businessId, businessId), eq(bulkRuns.id, runId)));
  return run ?? null;
}

/** The newest run of a kind on one thing, such as `{ entitlementId }`; null when there was none. */
export async function findNewestRun<Kind extends RunKind>(
  tx: Tx,
  businessId: string,
  kind: Kind,
  on: Partial<RunInputs[Kind]>,
): Promise<Run<Kind> | null> {
  const [run] = await tx
    .select()
    .from(bulkRuns)
    .where(
      and(
        eq(bulkRuns.businessId, businessId),
        eq(bulkRuns.kind, kind),
        sql`${bulkRuns.input} @> ${JSON.stringify(on)}::jsonb`,
      ),
    )
    .orderBy(desc(bulkRuns.createdAt))
    .limit(1);
  return run && isRunOf(run, [kind]) ? run : null;
}
