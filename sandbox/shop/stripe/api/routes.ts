import { Hono } from "hono";
import type { StripeShop } from "../stripe";
import { requireRight, stripeApi } from "./api";
import { addCheckoutRoutes } from "./checkout-sessions";
import { addEventRoutes } from "./events";
import { addPortalRoutes } from "./portal-sessions";
import { addReadRoutes } from "./read-routes";
import { StripeRefusal } from "./refuse";
import { addWebhookEndpointRoutes } from "./webhook-endpoints";

/**
 * Stripe's API as its published SDKs call it. They know a host and a port but no path before `/v1`, so the
 * sandbox answers at its root; `/stripe/v1` is the same for people and scripts.
 */
export function stripeRoutes(shop: StripeShop): Hono {
  const api = stripeApi(shop);
  addReadRoutes(api, shop);
  addEventRoutes(api, shop);
  addCheckoutRoutes(api, shop);
  addPortalRoutes(api, shop);
  addWebhookEndpointRoutes(api, shop);
  api.get("/account", (c) => {
    requireRight(c, "rak_accounts_kyc_basic_read");
    const { id, name } = c.get("merchant").account;
    return c.json({ id, object: "account", business_profile: { name }, country: "US", type: "standard" });
  });
  api.all("*", (c) => {
    const path = c.req.path.replace(/^\/stripe/, "");
    throw new StripeRefusal(404, { message: `Unrecognized request URL (${c.req.method}: ${path}).` });
  });
  const routes = new Hono();
  routes.route("/v1", api);
  routes.route("/stripe/v1", api);
  return routes;
}
