import { randomBytes } from "node:crypto";
import type { Merchant } from "../merchant";
import type { Endpoint } from "../objects";
import { stripeId } from "../stripe-id";

export const endpointLimit = 16;

export function newSecret(): string {
  return `whsec_${randomBytes(24).toString("hex")}`;
}

export function newEndpoint(
  { account, now }: Merchant,
  given: Pick<Endpoint, "url" | "enabled_events"> & Partial<Endpoint>,
): Endpoint {
  const endpoint: Endpoint = {
    id: stripeId("we"),
    object: "webhook_endpoint",
    api_version: null,
    application: null,
    created: now(),
    description: null,
    livemode: account.livemode,
    metadata: {},
    status: "enabled",
    secrets: [newSecret()],
    thin: false,
    ...given,
  };
  account.endpoints.set(endpoint.id, endpoint);
  return endpoint;
}
