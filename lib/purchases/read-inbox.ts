import type { Tx } from "@/db/client";
import type { Membership } from "@/lib/membership";
import { findConnection } from "@/lib/payments/connections";
import { mayAct } from "@/lib/rights";
import {
  type InboxEventRow,
  type InboxState,
  inboxState,
  listInboxEvents,
  wasFoundByAsking,
} from "./find-inbox-events";

const pageSize = 50;

/** A page of what one payment provider has sent, and what came of each event. */
export async function readInbox(
  tx: Tx,
  { business, role }: Membership,
  connectionId: string,
  query: { state: InboxState | undefined; search: string | undefined; after: string | undefined },
) {
  const connection = await findConnection(tx, business.id, connectionId);
  const found = await listInboxEvents(tx, business.id, connectionId, { ...query, limit: pageSize + 1 });
  const rows = found.slice(0, pageSize);
  return {
    connection: {
      name: connection.name,
      caughtUpAt: connection.caughtUpAt?.toISOString() ?? null,
      catchUpError: connection.catchUpError,
    },
    events: rows.map(eventView),
    next: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
    mayChange: mayAct(role, "admin"),
  };
}

export type InboxPage = Awaited<ReturnType<typeof readInbox>>;

function eventView(event: InboxEventRow & { isCut: boolean }) {
  return {
    id: event.id,
    type: event.type,
    externalId: event.externalId,
    state: inboxState(event),
    outcome: event.parkedReason ?? event.outcome,
    receivedAt: event.receivedAt.toISOString(),
    foundByAsking: wasFoundByAsking(event),
    copies: event.copies,
    body: event.isCut ? `${event.body}…` : JSON.stringify(JSON.parse(event.body), null, 2),
    isCut: event.isCut,
  };
}
