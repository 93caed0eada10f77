import { runStatement } from "@/db/client";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "@/lib/payments/connection-row";

/** The id prefix of events that catch-up found, not a webhook. */
export const askedPrefix = "poll_";

type EventToStore = {
  /** The provider's id of the event, or the one we made for what we found by asking. */
  id: string;
  type: string;
  text: string;
  bodyHash: string;
  /** The provider sent it, so its webhook is known to work. */
  sent: boolean;
};

/**
 * The one way into the inbox; answers how often this event has come. One prepared statement: a sale's day sends
 * events by the thousand, and each sender waits for its answer.
 */
export async function storeEvent(connection: ConnectionRow, event: EventToStore): Promise<number> {
  const { id: connectionId, businessId } = connection;
  const [row] = await runStatement(
    (driver) => driver<{ copies: number }[]>`
    with heard as (
      update payment_connections set last_event_at = now()
      where id = ${connectionId} and ${event.sent}::boolean and coalesce(last_event_at, '-infinity') < now() - interval '10 seconds')
    insert into inbox_events (id, connection_id, business_id, external_id, body_hash, type, body)
    values (${newId("inboxEvent")}, ${connectionId}, ${businessId}, ${event.id}, ${event.bodyHash}, ${event.type}, ${event.text})
    on conflict (connection_id, external_id, body_hash) do update set copies = inbox_events.copies + 1
    returning copies`,
  );
  return row?.copies ?? 1;
}
