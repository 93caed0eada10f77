import { Hono } from "hono";
import type { World } from "../state";

export function hooksRoutes(_world: World): Hono {
  return new Hono();
}

export function hooksControl(_world: World): Hono {
  return new Hono();
}
