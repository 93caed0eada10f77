import { Hono } from "hono";
import type { World } from "../state";
import { inboxOf } from "./mails";
import { resendRoutes } from "./resend-api";

export { inboxControl } from "./control";

export function inboxRoutes(world: World): Hono {
  const routes = new Hono();
  routes.route("/emails", resendRoutes(inboxOf(world)));
  return routes;
}
