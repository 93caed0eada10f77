import { createHmac } from "node:crypto";
import type { Outbox } from "../deliver";
import { eventBody } from "./event-body";
import type { Merchant } from "./merchant";
import type { Endpoint, StripeEvent } from "./objects";

const minute = 60_000;
const hour = 60 * minute;
/** Stripe says "up to three days with backoff"; its exact pauses are not public. */
const retryDelays = [
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
  12 * hour,
  12 * hour,
  12 * hour,
];

/** How a Stripe account's events reach its endpoints. */
export function outboxOf(merchant: Merchant): Outbox<StripeEvent> {
  const { account, world, isOpen, changed } = merchant;
  return {
    world,
    events: account.events,
    get fate() {
      return account.lose ? "failed" : account.hold ? "held" : "waiting";
    },
    retryDelays,
    isOpen,
    endpointsFor: ({ type }) =>
      [...account.endpoints.values()].filter((endpoint) => wants(endpoint, type)).map(({ id }) => id),
    signerFor(event, endpointId) {
      const endpoint = account.endpoints.get(endpointId);
      if (endpoint?.status !== "enabled") return undefined;
      return () => {
        const body = eventBody(account, event, endpoint);
        return { url: endpoint.url, headers: signedHeaders(endpoint, body), body };
      };
    },
    changed,
  };
}

function wants({ status, enabled_events }: Endpoint, type: string): boolean {
  return status === "enabled" && (enabled_events.includes("*") || enabled_events.includes(type));
}

function signedHeaders({ secrets }: Endpoint, body: string): Record<string, string> {
  const t = Math.floor(Date.now() / 1000);
  const signatures = secrets.map(
    (secret) => `v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}`,
  );
  return {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    "stripe-signature": [`t=${t}`, ...signatures].join(","),
  };
}
