import { eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { webhookEndpoints } from "@/db/schema";
import type { Actor } from "@/lib/audit";
import { startRun } from "@/lib/work/runs";
import { takeStep } from "@/lib/work/step-through";

/** A million pending deliveries in one statement would hold their locks for minutes. */
const atOnce = 1000;

/**
 * Lets an endpoint's pending deliveries follow what happened to it: all are due at once when it was resumed, and
 * fail when it was deleted. Thousands follow as a run.
 */
export async function settlePending(
  tx: Tx,
  businessId: string,
  endpointId: string,
  actor: Actor,
): Promise<void> {
  if (await settleSome(tx, endpointId)) return;
  await startRun(tx, { businessId, kind: "settle_pending", input: { endpointId }, actor, total: 0 });
}

/** Takes one step of such a run. */
export function stepSettling(runId: string): Promise<void> {
  return takeStep(runId, ["settle_pending"], async (tx, run) => ({
    cursor: null,
    done: 0,
    skipped: 0,
    finished: await settleSome(tx, run.input.endpointId),
  }));
}

/** Returns whether none is left. */
async function settleSome(tx: Tx, endpointId: string): Promise<boolean> {
  const [endpoint] = await tx.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, endpointId));
  if (!endpoint) return true;
  if (endpoint.deletedAt)
    return update(tx, endpointId, sql`status = 'failed', due_at = null`, sql`due_at is not null`);
  if (endpoint.disabled) return true;
  return update(tx, endpointId, sql`due_at = now()`, sql`due_at > now()`);
}

async function update(tx: Tx, endpointId: string, set: SQL, which: SQL): Promise<boolean> {
  const updated = await tx.execute(sql`
    update deliveries set ${set} where id in (
      select id from deliveries where endpoint_id = ${endpointId} and status = 'pending' and ${which}
      order by due_at limit ${atOnce} for update)
    returning id`);
  return updated.length < atOnce;
}
