import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Actor, writeAudit } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import { invalid } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { findNewestRun, startRun } from "@/lib/work/runs";
import { takeStep } from "@/lib/work/step-through";
import { wakeWorkers } from "@/lib/work/wake";
import { type Endpoint, findEndpoint } from "./find-endpoints";

export type ReplayScope = {
  since: Date;
  /** Also events that were never queued because the endpoint was paused or didn't exist yet. */
  missed: boolean;
};

const step = 200;

/** How many events `startReplay` would send again. */
export async function countReplay(
  tx: Tx,
  businessId: string,
  endpointId: string,
  scope: ReplayScope,
): Promise<number> {
  const endpoint = await findEndpoint(tx, businessId, endpointId);
  const [row] = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from (${toReplay(endpoint, scope, null)}) event`,
  );
  return Number(row?.count ?? 0);
}

/** Starts a run that sends everything again that has failed since a time, oldest first. */
export async function startReplay(
  tx: Tx,
  businessId: string,
  endpointId: string,
  scope: ReplayScope,
  actor: Actor,
): Promise<string> {
  const endpoint = await findEndpoint(tx, businessId, endpointId);
  if (endpoint.disabled)
    throw invalid("This endpoint is paused. Resume it first, then send the events again.");
  if (scope.since > databaseNow())
    throw invalid("The time must be in the past", { since: "must be in the past" });
  // One replay per endpoint at a time: a second request returns the running one.
  const newest = await latestReplay(tx, businessId, endpointId);
  if (newest && !newest.finishedAt) return newest.id;
  const total = await countReplay(tx, businessId, endpointId, scope);
  const input = { endpointId, since: scope.since.toISOString(), missed: scope.missed };
  const id = await startRun(tx, { businessId, kind: "replay", input, actor, total });
  await writeAudit(tx, {
    businessId,
    actor,
    action: "webhook.replay_started",
    subjectId: endpointId,
    details: { ...input, total },
  });
  return id;
}

/** The newest replay of an endpoint, or null. */
export function latestReplay(tx: Tx, businessId: string, endpointId: string) {
  return findNewestRun(tx, businessId, "replay", { endpointId });
}

/** Queues the next 200 events of a replay and stores the progress. */
export function stepReplay(runId: string): Promise<void> {
  return takeStep(runId, ["replay"], async (tx, run) => {
    const { endpointId, since, missed } = run.input;
    const endpoint = await findEndpoint(tx, run.businessId, endpointId).catch(() => null);
    // If the endpoint was paused or deleted in between, the remaining events are not queued.
    const { found, queued, cursor } =
      endpoint && !endpoint.disabled
        ? await queueNext(tx, endpoint, { since: new Date(since), missed }, run.cursor)
        : { found: 0, queued: 0, cursor: run.cursor };
    const finished = found < step;
    await wakeWorkers(tx);
    return {
      cursor,
      done: queued,
      skipped: finished ? Math.max(0, run.total - run.done - queued) : 0,
      finished,
    };
  });
}

/** The due times differ by a microsecond each, so that the events are sent in order. */
async function queueNext(tx: Tx, endpoint: Endpoint, scope: ReplayScope, cursor: string | null) {
  const events = await tx.execute<{ id: string; mark: string }>(
    sql`${toReplay(endpoint, scope, cursor)} order by event.occurred_at, event.id limit ${step}`,
  );
  const turns = JSON.stringify(
    events.map((event, turn) => ({ event_id: event.id, id: newId("delivery"), turn })),
  );
  const queued = await tx.execute(sql`
    insert into deliveries (id, business_id, endpoint_id, event_id, due_at)
    select next.id, ${endpoint.businessId}, ${endpoint.id}, next.event_id, now() + next.turn * interval '1 microsecond'
    from jsonb_to_recordset(${turns}::jsonb) as next (id text, event_id text, turn int)
    on conflict (event_id, endpoint_id) do update
      set status = 'pending', attempts = 0, delivered_at = null, due_at = excluded.due_at
      where deliveries.status = 'failed'
    returning 1`);
  return { found: events.length, queued: queued.length, cursor: events.at(-1)?.mark ?? cursor };
}

/** Events since that time that the endpoint subscribes to and did not get, without test events. */
function toReplay(endpoint: Endpoint, scope: ReplayScope, cursor: string | null) {
  const [time, id] = cursor?.split("|") ?? [];
  return sql`
    select event.id, event.occurred_at::text || '|' || event.id as mark
    from webhook_events event
    left join deliveries delivery on delivery.event_id = event.id and delivery.endpoint_id = ${endpoint.id}
    where event.business_id = ${endpoint.businessId} and event.grant_id is not null
      and event.occurred_at >= ${scope.since.toISOString()}::timestamptz
      and (delivery.status = 'failed' or (${scope.missed} and delivery.id is null
        and (${endpoint.filterTypes === null} or event.type in (
          select jsonb_array_elements_text(${JSON.stringify(endpoint.filterTypes ?? [])}::jsonb)))))
      ${time && id ? sql`and (event.occurred_at, event.id) > (${time}::timestamptz, ${id})` : sql``}`;
}
