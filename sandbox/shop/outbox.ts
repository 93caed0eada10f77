import { Webhook } from "standardwebhooks";
import type { Account, Endpoint, ShopEvent } from "./accounts";
import type { Outbox } from "./deliver";
import { eventBody } from "./event-body";
import type { Shop } from "./open-shop";
import type { SignedRequest } from "./post";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** Dodo makes eight attempts: one at once, then one after each of these delays. */
const retryDelays = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour];

/** How a Dodo account's events reach its endpoints. */
export function outboxOf(shop: Shop, account: Account): Outbox<ShopEvent> {
  return {
    world: shop.world,
    events: account.events,
    get fate() {
      return account.lose ? "failed" : account.hold ? "held" : "waiting";
    },
    retryDelays,
    isOpen: () => shop.accounts.get(account.business_id) === account,
    endpointsFor: ({ type }) =>
      [...account.endpoints.values()].filter((endpoint) => wants(endpoint, type)).map(({ id }) => id),
    signerFor(event, endpointId) {
      const endpoint = account.endpoints.get(endpointId);
      return endpoint && (() => signed(endpoint, event.id, eventBody(account, event)));
    },
    changed: shop.changed,
  };
}

function wants(endpoint: Endpoint, type: string): boolean {
  return !endpoint.disabled && (!endpoint.filter_types?.length || endpoint.filter_types.includes(type));
}

function signed(endpoint: Endpoint, id: string, body: string): SignedRequest {
  const sentAt = new Date();
  const headers = {
    ...endpoint.headers,
    "content-type": "application/json",
    "user-agent": "Dodo-Payments-Sandbox/1.0",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
    "webhook-signature": new Webhook(endpoint.secret).sign(id, sentAt, body),
  };
  return { url: endpoint.url, headers, body };
}
