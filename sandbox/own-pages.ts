import type { MiddlewareHandler } from "hono";
import type { World } from "./state";

/**
 * Lets nobody use the sandbox from another website: neither by a name that resolves to this machine (DNS rebinding),
 * nor by a form or script of another site. Programs send no Origin and stay free to call.
 */
export function ownPagesOnly(world: World): MiddlewareHandler {
  return async (c, next) => {
    const name = (c.req.header("host") ?? "").replace(/:\d+$/, "");
    if (!isOurName(world, name)) return c.text("This server has another name", 421);
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    const origin = c.req.header("origin");
    if (
      (origin !== undefined && !isOurPage(world, origin)) ||
      c.req.header("sec-fetch-site") === "cross-site"
    )
      return c.text("Another website may not use the sandbox", 403);
    return next();
  };
}

const loopback = ["localhost", "127.0.0.1", "[::1]"];

function isOurName({ sandboxUrl, appUrl }: World, hostname: string): boolean {
  return [...loopback, new URL(sandboxUrl).hostname, new URL(appUrl).hostname].includes(hostname);
}

function isOurPage(world: World, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { hostname, port } = new URL(origin);
  return isOurName(world, hostname) && port === new URL(world.sandboxUrl).port;
}
