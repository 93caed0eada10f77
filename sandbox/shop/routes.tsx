import { Hono } from "hono";
import type { World } from "../state";
import { dodoRoutes } from "./dodo/routes";
import { shopPages } from "./pages/routes";
import { shopOf } from "./shop";

export { shopControl } from "./control";

export function shopRoutes(world: World): Hono {
  const routes = new Hono();
  routes.route("/dodo", dodoRoutes(shopOf(world)));
  routes.route("/shop", shopPages(world));
  return routes;
}
