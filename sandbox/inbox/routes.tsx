import { Hono } from "hono";
import type { World } from "../state";

export function inboxRoutes(_world: World): Hono {
  return new Hono();
}

export function inboxControl(_world: World): Hono {
  return new Hono();
}
