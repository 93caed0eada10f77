import { Hono } from "hono";
import type { World } from "../state";

export function discordRoutes(_world: World): Hono {
  return new Hono();
}
