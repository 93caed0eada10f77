import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Actor, writeAudit } from "@/lib/audit";
import { invalid } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { findNewestRun, startRun } from "@/lib/work/runs";
import { takeStep } from "@/lib/work/step-through";
import { wakeWorkers } from "@/lib/work/wake";
import { type Endpoint, findEndpoint } from "./find-endpoints";

export type ReplayScope = {
  since: Date;
  /** Also what was never queued, because the endpoint was paused or did not exist yet. */
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

/** Starts sending again all that failed since a time, oldest first; the worker does it step by step. */
export async function startReplay(
  tx: Tx,
  businessId: string,
  endpointId: string,
  scope: ReplayScope,
  actor: Actor,
): Promise<string> {
  const endpoint = await findEndpoint(tx, businessId, endpointId);
  if (endpoint.disabled)
    throw invalid("This endpoint is paused. Resume it first, then send the events again");
  if (scope.since > new Date()) throw invalid("The time lies ahead", { since: "must be in the past" });
  // One replay per endpoint at a time: asking again joins the one that runs.
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

/** The newest replay of an endpoint, for its progress; null when there was none. */
export function latestReplay(tx: Tx, businessId: string, endpointId: string) {
  return findNewestRun(tx, businessId, "replay", { endpointId });
}

/** The job's verb: queues the next 200 events of a replay, and remembers how far it came. */
export function stepReplay(runId: string): Promise<void> {
  return takeStep(runId, ["replay"], async (tx, run) => {
    const { endpointId, since, missed } = run.input;
    const endpoint = await findEndpoint(tx, run.businessId, endpointId).catch(() => null);
    // Paused or deleted in between: what was not queued yet stays as it is.
    const { seen, queued, cursor } =
      endpoint && !endpoint.disabled
        ? await queueNext(tx, endpoint, { since: new Date(since), missed }, run.cursor)
        : { seen: 0, queued: 0, cursor: run.cursor };
    const finished = seen < step;
    await wakeWorkers(tx);
    return {
      cursor,
      done: queued,
      skipped: finished ? Math.max(0, run.total - run.done - queued) : 0,
      finished,
    };
  });
}

/** The microseconds keep the order of the events among rows that become due in one statement. */
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
  return { seen: events.length, queued: queued.length, cursor: events.at(-1)?.mark ?? cursor };
}

/** Events of the time that this endpoint wants and did not get. Test events are not among them. */
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
