import { z } from "zod";
import type { Tx } from "@/db/client";
import type { Membership } from "@/lib/membership";
import { findConnection } from "@/lib/payments/connections/find-connections";
import { mayAct } from "@/lib/rights";
import {
  type InboxEventRow,
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
  { q, state, cause, after }: InboxQuery,
) {
  const connection = await findConnection(tx, business.id, connectionId);
  const found = await listInboxEvents(tx, business.id, connectionId, {
    state,
    cause,
    search: q,
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
    outcome: event.parkedReason ?? event.lastError ?? event.outcome,
    receivedAt: event.receivedAt.toISOString(),
    foundByAsking: wasFoundByAsking(event),
    copies: event.copies,
    body: event.isCut ? `${event.body}…` : JSON.stringify(JSON.parse(event.body), null, 2),
    isCut: event.isCut,
  };
}
