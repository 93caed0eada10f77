import { Hono } from "hono";
import type { World } from "../state";

export function discordControl(_world: World): Hono {
  return new Hono();
}
