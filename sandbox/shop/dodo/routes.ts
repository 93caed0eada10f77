import { Hono } from "hono";
import type { Shop } from "../open-shop";
import { dodoApi } from "./api";
import { checkoutRoutes } from "./checkouts";
import { customerRoutes } from "./customers";
import { disputeRoutes, paymentRoutes, refundRoutes } from "./payments";
import { productRoutes } from "./products";
import { subscriptionRoutes } from "./subscriptions";
import { webhookRoutes } from "./webhooks";

/** The payment provider's API, as its published SDKs call it. */
export function dodoRoutes(shop: Shop): Hono {
  const dodo = new Hono();
  dodo.route("/products", productRoutes(shop));
  dodo.route("/checkouts", checkoutRoutes(shop));
  dodo.route("/customers", customerRoutes(shop));
  dodo.route("/subscriptions", subscriptionRoutes(shop));
  dodo.route("/payments", paymentRoutes(shop));
  dodo.route("/refunds", refundRoutes(shop));
  dodo.route("/disputes", disputeRoutes(shop));
  dodo.route("/webhooks", webhookRoutes(shop));
  const rest = dodoApi(shop);
  rest.all("*", (c) => c.json({ code: "NOT_FOUND", message: "Item not found" }, 404));
  dodo.route("/", rest);
  return dodo;
}
