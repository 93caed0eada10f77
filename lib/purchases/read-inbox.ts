import { z } from "zod";
import type { Tx } from "@/db/client";
import { notFound } from "@/lib/errors";
import type { Membership } from "@/lib/membership";
import { findConnection } from "@/lib/payments/connections/find-connections";
import { mayAct } from "@/lib/rights";
import { readSort } from "@/lib/search-params";
import {
  findInboxEvent,
  inboxSorts,
  inboxState,
  inboxStates,
  listInboxEvents,
  wasFoundByAsking,
} from "./find-inbox-events";

const pageSize = 50;

/** What the address bar may say of the list; anything else in it is passed over. */
const inboxQuery = z.object({
  state: z.enum(inboxStates).optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  cause: z.string().max(64).optional().catch(undefined),
  sort: z.string().max(64).optional().catch(undefined),
  after: z.string().max(64).optional().catch(undefined),
});
export type InboxQuery = z.output<typeof inboxQuery>;

export function readInboxQuery(params: Record<string, unknown>): InboxQuery {
  return inboxQuery.parse(params);
}

/** A page of what one payment provider has sent, and what came of each event. */
export async function readInbox(
  tx: Tx,
  { business, role }: Membership,
  connectionId: string,
  { q, state, cause, sort: given, after }: InboxQuery,
) {
  const sort = readSort(given, inboxSorts);
  const connection = await findConnection(tx, business.id, connectionId);
  const found = await listInboxEvents(tx, business.id, connectionId, {
    state,
    cause,
    search: q,
    sort,
    after,
    limit: pageSize + 1,
  });
  const rows = found.slice(0, pageSize);
  return {
    connection: {
      name: connection.name,
      caughtUpAt: connection.caughtUpAt?.toISOString() ?? null,
      catchUpError: connection.catchUpError,
    },
    events: rows.map(eventView),
    sort,
    next: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
    mayChange: mayAct(role, "admin"),
  };
}

export type InboxPage = Awaited<ReturnType<typeof readInbox>>;

type Listed = Awaited<ReturnType<typeof listInboxEvents>>[number];

function eventView(event: Listed) {
  return {
    id: event.id,
    type: event.type,
    externalId: event.externalId,
    state: inboxState(event),
    outcome: event.parkedReason ?? event.lastError ?? event.outcome,
    receivedAt: event.receivedAt.toISOString(),
    foundByAsking: wasFoundByAsking(event),
    copies: event.copies,
  };
}

export type InboxEventView = ReturnType<typeof eventView>;

/** In characters: no browser opens a body of a megabyte. */
const shownBody = 20_000;

/** One event with its body, or with the beginning of a long one. */
export async function readInboxEvent(
  tx: Tx,
  { business, role }: Membership,
  connectionId: string,
  eventId: string,
) {
  const connection = await findConnection(tx, business.id, connectionId);
  const event = await findInboxEvent(tx, business.id, eventId);
  if (event.connectionId !== connection.id) throw notFound("Event");
  const isCut = event.body.length > shownBody;
  return {
    ...eventView(event),
    connection: { id: connection.id, name: connection.name },
    body: isCut ? `${event.body.slice(0, shownBody)}…` : JSON.stringify(JSON.parse(event.body), null, 2),
    isCut,
    mayChange: mayAct(role, "admin"),
  };
}

export type InboxEventData = Awaited<ReturnType<typeof readInboxEvent>>;
