import type { StripeAccount } from "./account";
import type { Endpoint, Presented, StripeEvent } from "./objects";
import { inVersion } from "./versions";

/** An event in a version, as `GET /v1/events` answers it and as a snapshot endpoint gets it. */
export function snapshot(account: StripeAccount, event: StripeEvent, version: string): Presented {
  const waiting = event.deliveries.filter(({ state }) => state === "waiting" || state === "held");
  return {
    id: event.id,
    object: "event",
    api_version: version,
    created: event.created,
    data: {
      object: inVersion(account, event.object, version),
      ...(event.previous ? { previous_attributes: event.previous } : {}),
    },
    livemode: account.livemode,
    pending_webhooks: waiting.length,
    request: event.request ?? { id: null, idempotency_key: null },
    type: event.type,
  };
}

/** What is posted to this endpoint. */
export function eventBody(account: StripeAccount, event: StripeEvent, endpoint: Endpoint): string {
  const body = endpoint.thin
    ? notification(account, event)
    : snapshot(account, event, endpoint.api_version ?? account.api_version);
  return JSON.stringify(body);
}

/** A thin event names its object and carries none of it. */
function notification(account: StripeAccount, event: StripeEvent) {
  const { object, id = "" } = event.object;
  const path = paths[object] ?? `${object}s`;
  return {
    id: event.id,
    object: "v2.core.event",
    type: `v1.${event.type}`,
    context: null,
    created: new Date(event.created * 1000).toISOString().replace(".000", ""),
    livemode: account.livemode,
    reason: null,
    related_object: { id, type: object, url: `/v1/${path}/${id}` },
  };
}

const paths: Record<string, string> = { "checkout.session": "checkout/sessions" };
