import { and, eq, getTableColumns, ilike, inArray, isNotNull, isNull, or, type SQL } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inOrder, pageInOrder } from "@/db/keyset";
import { containing } from "@/db/like";
import { inboxEvents } from "@/db/schema";
import { notFound } from "@/lib/errors";
import { findConnection } from "@/lib/payments/connections/find-connections";
import type { Sort } from "@/lib/search-params";
import { askedPrefix } from "./store-event";
import { eventsOfCause } from "./troubled-events";

export type InboxEventRow = typeof inboxEvents.$inferSelect;
export const inboxStates = ["done", "gave_nothing", "waiting", "parked"] as const;
export type InboxState = (typeof inboxStates)[number];

export function inboxState(
  event: Pick<InboxEventRow, "processedAt" | "parkedReason" | "gaveNothing">,
): InboxState {
  if (event.parkedReason) return "parked";
  if (event.gaveNothing) return "gave_nothing";
  return event.processedAt ? "done" : "waiting";
}

/** Catch-up found it at the provider; no webhook delivered it. */
export function wasFoundByAsking(event: Pick<InboxEventRow, "externalId">): boolean {
  return event.externalId.startsWith(askedPrefix);
}

const inState: Record<InboxState, SQL | undefined> = {
  done: and(
    isNotNull(inboxEvents.processedAt),
    isNull(inboxEvents.parkedReason),
    isNull(inboxEvents.gaveNothing),
  ),
  gave_nothing: isNotNull(inboxEvents.gaveNothing),
  waiting: and(isNull(inboxEvents.processedAt), isNull(inboxEvents.parkedReason)),
  parked: isNotNull(inboxEvents.parkedReason),
};

export type InboxFilter = {
  /** Newest first, if not given. */
  sort?: Sort<"received"> | undefined;
  state?: InboxState | undefined;
  /** Only what this cause in Needs attention holds up. */
  cause?: string | undefined;
  /** Part of the type, the provider's id of the event, or an id inside it. */
  search?: string | undefined;
  after?: string | undefined;
  limit: number;
};

export const inboxSorts = [{ by: "received", direction: "desc" }] as const satisfies Sort[];

/** A body can be a megabyte, so lists leave it out. */
const { body: _, ...listed } = getTableColumns(inboxEvents);

/** What a payment provider has sent over one connection. */
export async function listInboxEvents(
  tx: Tx,
  businessId: string,
  connectionId: string,
  filter: InboxFilter,
): Promise<Omit<InboxEventRow, "body">[]> {
  await findConnection(tx, businessId, connectionId);
  const { direction } = filter.sort ?? inboxSorts[0];
  const order = { by: inboxEvents.receivedAt, direction };
  const like = filter.search ? containing(filter.search) : null;
  return tx
    .select(listed)
    .from(inboxEvents)
    .where(
      and(
        eq(inboxEvents.connectionId, connectionId),
        filter.state ? inState[filter.state] : undefined,
        filter.cause ? inArray(inboxEvents.id, eventsOfCause(businessId, filter.cause)) : undefined,
        like
          ? or(
              ilike(inboxEvents.type, like),
              eq(inboxEvents.externalId, filter.search ?? ""),
              ilike(inboxEvents.body, like),
            )
          : undefined,
        pageInOrder(inboxEvents, order, businessId, filter.after),
      ),
    )
    .orderBy(...inOrder(inboxEvents, order))
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
