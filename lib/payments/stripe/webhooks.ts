import Stripe from "stripe";
import { GatehouseError, invalid } from "@/lib/errors";
import type { ProviderWebhooks } from "@/lib/payments/provider";
import { call, client, findOrNull, listAll } from "./client";
import { webhookEvents } from "./lists";

/** The endpoints of a Stripe account. */
export const stripeWebhooks: ProviderWebhooks = {
  async list(access) {
    return listAll(
      "webhook endpoints",
      (page) => client(access).webhookEndpoints.list(page),
      (endpoint) => ({ id: endpoint.id, url: endpoint.url, state: stateOf(endpoint) }),
    );
  },

  async create(access, url) {
    const { id, secret } = await call(async () => {
      try {
        return await client(access).webhookEndpoints.create({
          url,
          enabled_events: [...webhookEvents],
          // Without this, events use the account's own version, which may be years old.
          api_version: Stripe.API_VERSION as Stripe.WebhookEndpointCreateParams.ApiVersion,
          description: "Gatehouse: Discord access",
        });
      } catch (error) {
        throw inWords(error, url);
      }
    });
    if (!secret) throw new GatehouseError("unavailable", "Stripe gave no signing secret");
    return { id, secret };
  },

  async repair(access, { id, url }) {
    const changes = { url, enabled_events: [...webhookEvents], disabled: false };
    await call(() => client(access).webhookEndpoints.update(id, changes));
  },

  async remove(access, id) {
    await findOrNull(() => client(access).webhookEndpoints.del(id));
  },
};

/** An endpoint keeps the API version that it was created with. */
function stateOf({ api_version, enabled_events, status }: Stripe.WebhookEndpoint) {
  if (api_version !== Stripe.API_VERSION) return "outdated";
  const receivesAll =
    enabled_events.includes("*") || webhookEvents.every((type) => enabled_events.includes(type));
  return receivesAll && status === "enabled" ? "right" : "repairable";
}

/** Stripe has no error code for the most common reasons to refuse an endpoint. */
function inWords(error: unknown, url: string): unknown {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return error;
  if (/maximum/i.test(error.message))
    return invalid(
      "This Stripe account has as many webhook endpoints as Stripe allows. In Stripe, under Developers → Webhooks, delete one that you no longer use, then try again.",
    );
  if (error.param === "url")
    return invalid(
      `Stripe doesn't send events to ${new URL(url).origin}: it needs a public https address. Set APP_URL to one, or create the webhook yourself and paste its signing secret.`,
    );
  return error;
}
