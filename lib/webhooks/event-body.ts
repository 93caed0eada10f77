import type { webhookEvents } from "@/db/schema";
import { decrypt } from "@/lib/crypto";
import { inStatusCase, type StatusCase } from "@/lib/status-case";
import { linkContext } from "./publish-event";

/**
 * The request body, in the envelope of Dodo Payments' webhooks. Postgres doesn't keep the order of an object's fields,
 * so they are sorted: the same event always gives the same bytes.
 */
export function eventBody(event: typeof webhookEvents.$inferSelect, statusCase: StatusCase): string {
  const { id, status, ...rest } = openLink(event);
  const sorted = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({
    business_id: event.businessId,
    type: event.type,
    timestamp: event.occurredAt.toISOString(),
    data: {
      payload_type: "EntitlementGrant",
      ...inStatusCase({ id, status: String(status), ...sorted }, statusCase),
    },
  });
}

function openLink(event: typeof webhookEvents.$inferSelect): Record<string, unknown> {
  const link = event.data.oauth_url;
  return typeof link === "string"
    ? { ...event.data, oauth_url: decrypt(link, linkContext(event.id)) }
    : event.data;
}
