import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../api-gate";
import type { World } from "../state";

export function discordLimits(_world: World): MiddlewareHandler<ApiEnv> {
  return (_c, next) => next();
}
