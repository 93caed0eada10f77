import { and, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inboxEvents, products } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { notFound } from "@/lib/errors";
import { startRun } from "@/lib/work/runs";
import { stepThrough } from "@/lib/work/step-through";
import { wakeWorkers } from "@/lib/work/wake";
import { findInboxEvent } from "./find-inbox-events";
import { eventsOfCause, listEventCauses } from "./troubled-events";

/** Facts that are known change nothing, so this is safe at any time. */
async function applyAgain(tx: Tx, which: SQL | undefined): Promise<void> {
  await tx
    .update(inboxEvents)
    .set({
      processedAt: null,
      parkedReason: null,
      outcome: null,
      lastError: null,
      gaveNothing: null,
      attempts: 0,
      dueAt: sql`now()`,
    })
    .where(which);
  await wakeWorkers(tx, "inbox_events");
}

/** Applies one event again. */
export async function rerunEvent(tx: Tx, businessId: string, id: string, actor: Actor): Promise<void> {
  const event = await findInboxEvent(tx, businessId, id);
  await applyAgain(tx, eq(inboxEvents.id, event.id));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "purchase_event.rerun",
    subjectId: event.id,
    details: { type: event.type },
  });
}

/** Starts a run that applies all events of one cause again; answers its id. */
export async function startRerun(tx: Tx, businessId: string, cause: string, actor: Actor): Promise<string> {
  const { events, reason } = await findCause(tx, businessId, cause);
  const run = { businessId, kind: "rerun_events", input: { cause }, actor, total: events } as const;
  const id = await startRun(tx, run);
  const details = { events, reason };
  await writeAudit(tx, { businessId, actor, action: "purchase_events.rerun", subjectId: id, details });
  return id;
}

const size = 100;

/** One step of such a run. */
export function stepRerun(runId: string): Promise<void> {
  return stepThrough(runId, ["rerun_events"], {
    size,
    next: (tx, run, after) =>
      tx
        .select({ id: inboxEvents.id })
        .from(inboxEvents)
        .where(
          and(
            inArray(inboxEvents.id, eventsOfCause(run.businessId, run.input.cause)),
            gt(inboxEvents.id, after),
          ),
        )
        .orderBy(inboxEvents.id)
        .limit(size),
    each: async (tx, _run, { id }) => {
      await applyAgain(tx, eq(inboxEvents.id, id));
      return true;
    },
  });
}

/** The merchant says that nothing is to be done: the events stay in the log, and a product is asked about no more. */
export async function dismissEvents(tx: Tx, businessId: string, cause: string, actor: Actor): Promise<void> {
  const { events, reason, productId } = await findCause(tx, businessId, cause);
  const { processedAt, parkedReason, lastError, outcome, id } = inboxEvents;
  await tx
    .update(inboxEvents)
    .set({
      processedAt: sql`coalesce(${processedAt}, clock_timestamp())`,
      dueAt: null,
      outcome: sql`'dismissed by ' || ${actor.label}::text || ': ' || coalesce(${parkedReason}, ${lastError}, ${outcome}, '')`,
      parkedReason: null,
      lastError: null,
      gaveNothing: null,
    })
    .where(inArray(id, eventsOfCause(businessId, cause)));
  if (productId)
    await tx
      .update(products)
      .set({ givesNothing: true })
      .where(and(eq(products.businessId, businessId), eq(products.id, productId)));
  const details = { events, reason };
  await writeAudit(tx, {
    businessId,
    actor,
    action: "purchase_events.dismissed",
    subjectId: productId ?? businessId,
    details,
  });
}

async function findCause(tx: Tx, businessId: string, cause: string) {
  const found = (await listEventCauses(tx, businessId)).find((one) => one.cause === cause);
  if (!found) throw notFound("Cause");
  return found;
}
