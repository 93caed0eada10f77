import { and, eq, getTableColumns, ilike, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { newestFirst, pageAfter } from "@/db/keyset";
import { containing } from "@/db/like";
import { inboxEvents } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { notFound } from "@/lib/errors";
import { findConnection } from "@/lib/payments/connections/find-connections";
import { wakeWorkers } from "@/lib/work/wake";
import { askedPrefix } from "./store-event";

export type InboxEventRow = typeof inboxEvents.$inferSelect;
export type InboxState = "done" | "waiting" | "parked";

export function inboxState(event: Pick<InboxEventRow, "processedAt" | "parkedReason">): InboxState {
  if (event.parkedReason) return "parked";
  return event.processedAt ? "done" : "waiting";
}

/** No webhook brought it: we asked the provider what there is. */
export function wasFoundByAsking(event: Pick<InboxEventRow, "externalId">): boolean {
  return event.externalId.startsWith(askedPrefix);
}

const inState: Record<InboxState, SQL | undefined> = {
  done: and(isNotNull(inboxEvents.processedAt), isNull(inboxEvents.parkedReason)),
  waiting: and(isNull(inboxEvents.processedAt), isNull(inboxEvents.parkedReason)),
  parked: isNotNull(inboxEvents.parkedReason),
};

export type InboxFilter = {
  state?: InboxState | undefined;
  /** Part of the type, the provider's id of the event, or an id inside it. */
  search?: string | undefined;
  after?: string | undefined;
  limit: number;
};

/** In characters: fifty bodies of a megabyte would be a page that no browser opens. */
const listedBody = 20_000;

/** What a payment provider has sent over one connection, newest first, each with the beginning of its body. */
export async function listInboxEvents(
  tx: Tx,
  businessId: string,
  connectionId: string,
  filter: InboxFilter,
): Promise<(InboxEventRow & { isCut: boolean })[]> {
  await findConnection(tx, businessId, connectionId);
  const like = filter.search ? containing(filter.search) : null;
  return tx
    .select({
      ...getTableColumns(inboxEvents),
      body: sql<string>`substring(${inboxEvents.body} from 1 for ${listedBody})`,
      isCut: sql<boolean>`char_length(${inboxEvents.body}) > ${listedBody}`,
    })
    .from(inboxEvents)
    .where(
      and(
        eq(inboxEvents.connectionId, connectionId),
        filter.state ? inState[filter.state] : undefined,
        like
          ? or(
              ilike(inboxEvents.type, like),
              eq(inboxEvents.externalId, filter.search ?? ""),
              ilike(inboxEvents.body, like),
            )
          : undefined,
        pageAfter(inboxEvents, inboxEvents.receivedAt, businessId, filter.after),
      ),
    )
    .orderBy(...newestFirst(inboxEvents, inboxEvents.receivedAt))
    .limit(filter.limit);
}

export async function findInboxEvent(tx: Tx, businessId: string, id: string): Promise<InboxEventRow> {
  const [event] = await tx
    .select()
    .from(inboxEvents)
    .where(and(eq(inboxEvents.businessId, businessId), eq(inboxEvents.id, id)));
  if (!event) throw notFound("Event");
  return event;
}

/** Applies an event once more. Facts that are known change nothing, so this is safe at any time. */
export async function rerunEvent(tx: Tx, businessId: string, id: string, actor: Actor): Promise<void> {
  const event = await findInboxEvent(tx, businessId, id);
  await tx
    .update(inboxEvents)
    .set({ processedAt: null, parkedReason: null, outcome: null, attempts: 0, dueAt: sql`now()` })
    .where(eq(inboxEvents.id, event.id));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "purchase_event.rerun",
    subjectId: event.id,
    details: { type: event.type },
  });
  await wakeWorkers(tx, "inbox_events");
}
