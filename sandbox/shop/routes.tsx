import { Hono } from "hono";
import type { World } from "../state";
import { dodoRoutes } from "./dodo/routes";
import { shopPages } from "./pages/routes";
import { shopOf } from "./shop";
import { stripeRoutes } from "./stripe/api/routes";
import { stripePages } from "./stripe/pages/routes";
import { stripeOf } from "./stripe/stripe";

export { shopControl } from "./control";

export function shopRoutes(world: World): Hono {
  const routes = new Hono();
  routes.route("/dodo", dodoRoutes(shopOf(world)));
  routes.route("/shop/stripe", stripePages(stripeOf(world)));
  routes.route("/shop", shopPages(world));
  routes.route("/", stripeRoutes(stripeOf(world)));
  return routes;
}
