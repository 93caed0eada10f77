import { z } from "zod";
import type { Endpoint } from "../objects";
import { present } from "../present";
import { endpointLimit, newEndpoint } from "../records/endpoint";
import type { StripeShop } from "../stripe";
import { answer, missing, requireRight, type stripeApi } from "./api";
import type { StripeContext } from "./call";
import { bool, decodeForm, expand, fitting, metadata } from "./form";
import { page, paging } from "./lists";
import { queryOf } from "./read-routes";
import { refuse } from "./refuse";

const url = z.url({
  protocol: /^https?$/,
  error: "Invalid URL: An explicit scheme (such as https) must be provided.",
});
const eventName = z.string().regex(/^(\*|[a-z0-9_]+(\.[a-z0-9_]+)+)$/, "must be one of Stripe's event types");
const settings = { description: z.string().optional(), metadata: metadata.optional(), expand };

const endpointInput = z.strictObject({
  url,
  enabled_events: z.array(eventName).min(1),
  api_version: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/, "Invalid API version")
    .optional(),
  connect: bool.optional(),
  ...settings,
});
const endpointPatch = z.strictObject({
  url: url.optional(),
  enabled_events: z.array(eventName).min(1).optional(),
  disabled: bool.optional(),
  ...settings,
});

export function addWebhookEndpointRoutes(api: ReturnType<typeof stripeApi>, shop: StripeShop): void {
  const one = (c: StripeContext): Endpoint => {
    const { account } = c.get("merchant");
    const id = c.req.param("id") ?? "";
    const endpoint = account.endpoints.get(id);
    if (!endpoint) throw missing(c, shop, { collection: "endpoints", name: "webhook endpoint", id });
    return endpoint;
  };
  const show = (c: StripeContext, endpoint: Endpoint, more = {}) =>
    answer(c, { ...present(c.get("merchant").account, endpoint), ...more });

  api.get("/webhook_endpoints", (c) => {
    requireRight(c, "rak_webhook_read");
    const { account } = c.get("merchant");
    const asked = fitting(queryOf(c), z.strictObject({ ...paging, expand }));
    const found = page("/v1/webhook_endpoints", [...account.endpoints.values()].reverse(), () => true, asked);
    return answer(c, { ...found, data: found.data.map((endpoint) => present(account, endpoint)) });
  });
  api.get("/webhook_endpoints/:id", (c) => {
    requireRight(c, "rak_webhook_read");
    return show(c, one(c));
  });
  api.post("/webhook_endpoints", (c) => {
    requireRight(c, "rak_webhook_write");
    const merchant = c.get("merchant");
    const { connect, expand: _, ...given } = fitting(decodeForm(c.get("body")), endpointInput);
    if (merchant.account.endpoints.size >= endpointLimit) {
      const mode = merchant.account.livemode ? "live" : "test";
      refuse(`You have reached the maximum of ${endpointLimit} ${mode} webhook endpoints.`);
    }
    const endpoint = newEndpoint(merchant, named(given));
    merchant.changed();
    return show(c, endpoint, { secret: endpoint.secrets[0] });
  });
  api.post("/webhook_endpoints/:id", (c) => {
    requireRight(c, "rak_webhook_write");
    const endpoint = one(c);
    const { disabled, expand: _, ...given } = fitting(decodeForm(c.get("body")), endpointPatch);
    Object.assign(endpoint, named(given));
    if (disabled !== undefined) endpoint.status = disabled ? "disabled" : "enabled";
    c.get("merchant").changed();
    return show(c, endpoint);
  });
  api.delete("/webhook_endpoints/:id", (c) => {
    requireRight(c, "rak_webhook_write");
    const { id, object } = one(c);
    c.get("merchant").account.endpoints.delete(id);
    c.get("merchant").changed();
    return c.json({ id, object, deleted: true });
  });
}

/** A patch without the names that were not sent. */
function named<Given extends object>(
  given: Given,
): { [Name in keyof Given]: Exclude<Given[Name], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Given]: Exclude<Given[Name], undefined>;
  };
}
