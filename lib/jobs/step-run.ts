import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { bulkRuns, type RunKind } from "@/db/schema";
import { stepEnding } from "@/lib/entitlements/end-entitlement";
import { stepMoving } from "@/lib/entitlements/move-entitlement";
import { stepGrantRun } from "@/lib/grants/bulk-grants";
import { stepReleasing } from "@/lib/guilds/release-guild";
import { stepAttaching } from "@/lib/purchases/attach-existing";
import { stepRerun } from "@/lib/purchases/rerun-events";
import { stepReplay } from "@/lib/webhooks/replay-failed";
import { stepSettling } from "@/lib/webhooks/settle-pending";

/** The verb of each kind of run. Runs go step by step, so a kill between two steps loses nothing. */
const steps: Record<RunKind, (runId: string) => Promise<void>> = {
  end_entitlement: stepEnding,
  move_entitlement: stepMoving,
  attach_existing: stepAttaching,
  release_server: stepReleasing,
  resend: stepGrantRun,
  retry: stepGrantRun,
  revoke: stepGrantRun,
  rerun_events: stepRerun,
  settle_pending: stepSettling,
  replay: stepReplay,
};

export async function stepRun(runId: string): Promise<void> {
  const [run] = await db().select({ kind: bulkRuns.kind }).from(bulkRuns).where(eq(bulkRuns.id, runId));
  if (run) await steps[run.kind](runId);
}
