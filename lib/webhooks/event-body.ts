import type { webhookEvents } from "@/db/schema";
import { type Spelling, spellGrant } from "@/lib/grants/serialize-grant";

/**
 * What is posted: the envelope of Dodo Payments' webhooks. The database does not keep the order of an
 * object's fields, so they are put in a fixed one: the same event always makes the same bytes.
 */
export function eventBody(event: typeof webhookEvents.$inferSelect, spelling: Spelling): string {
  const { id, status, ...rest } = event.data;
  const sorted = Object.fromEntries(Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.stringify({
    business_id: event.businessId,
    type: event.type,
    timestamp: event.occurredAt.toISOString(),
    data: {
      payload_type: "EntitlementGrant",
      ...spellGrant({ id, status: String(status), ...sorted }, spelling),
    },
  });
}
