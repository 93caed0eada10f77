import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { type ApiHalf, answerFault, CLOUDFLARE_HTML } from "./fault-answers";
import type { Fault } from "./faults";
import type { LimitScope } from "./requests";
import type { World } from "./state";

export type ApiEnv = {
  Bindings: Partial<HttpBindings> & { late?: boolean };
  Variables: { route: string; guildId?: string; injected?: boolean; scope?: LimitScope };
};
type ApiContext = Context<ApiEnv>;

/** `PUT /guilds/{guild_id}/members/{user_id}`: a request's route by its template, without `/api/v10` or `/stripe`. */
function routeOf(c: ApiContext): string {
  const handler = matchedRoutes(c).find((route) => route.method !== "ALL");
  const path = (handler?.path ?? c.req.path).replace(/^\/api(\/v\d+)?(?=\/)|^\/stripe(?=\/v1\/)/, "");
  // A path without a route is counted too, without its ids.
  const template = handler ? path.replace(/:(\w+)(\{[^}]*\})?/g, "{$1}") : path.replace(/\d{15,}/g, "{id}");
  return `${c.req.method} ${template}`;
}

export function callerAddress(c: Context<ApiEnv>): string {
  return c.env?.incoming?.socket?.remoteAddress ?? "local";
}

/** Records every request to one part of the APIs, with its route and its outcome. */
export function recordRequests(world: World, half: ApiHalf): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (c.env?.late) return next();
    const ip = callerAddress(c);
    const guildId = /\/guilds\/(\d+)/.exec(c.req.path)?.[1];
    c.set("route", routeOf(c));
    if (guildId) c.set("guildId", guildId);
    if (half === "discord" && world.requests.isBanned(ip)) {
      c.set("scope", "cloudflare");
      const seconds = Math.ceil(world.requests.secondsBanned(ip));
      c.res = c.html(CLOUDFLARE_HTML, 429, { "retry-after": String(seconds) });
    } else await next();
    const scope = c.get("scope");
    world.requests.record({
      route: c.get("route"),
      status: c.res.headers.has("x-hono-already-sent") ? 0 : c.res.status,
      injected: c.get("injected") ?? false,
      ...(scope ? { scope } : {}),
      ...(guildId ? { guildId } : {}),
      discord: half === "discord",
      ip,
    });
  };
}

/** Makes this request fail if a test has asked for it. */
export function injectFaults(
  world: World,
  half: ApiHalf,
  replay: (request: Request) => Promise<unknown>,
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (c.env?.late) return next();
    const fault = world.faults.match(c.get("route"), c.get("guildId"));
    if (!fault) return next();
    c.set("injected", true);
    const answer = answerFault(fault, { half, method: c.req.method, timeScale: world.timeScale });
    if (answer) {
      if (answer.scope) c.set("scope", answer.scope);
      return answer.response;
    }
    return misbehave(world, c, next, fault, replay);
  };
}

async function misbehave(
  world: World,
  c: ApiContext,
  next: () => Promise<void>,
  fault: Fault,
  replay: (request: Request) => Promise<unknown>,
): Promise<Response | undefined> {
  if (fault.kind === "slow") {
    await world.faults.wait(fault);
    await next();
    return undefined;
  }
  if (fault.kind === "apply-then-drop") {
    await next();
    return drop(c);
  }
  if (fault.kind === "late") {
    const { url, method, headers } = c.req.raw;
    const body = method === "GET" || method === "HEAD" ? undefined : await c.req.raw.clone().text();
    void world.faults.wait(fault).then(() => replay(new Request(url, { method, headers, body })));
    return drop(c);
  }
  if (fault.kind === "hang-body") {
    await next();
    return hangInBody(c, fault.ms);
  }
  await untilClosed(c, fault.ms);
  return drop(c);
}

function drop(c: ApiContext): Response {
  c.env.incoming?.socket.destroy();
  c.res = RESPONSE_ALREADY_SENT;
  return RESPONSE_ALREADY_SENT;
}

/** Sends the head and half of the body, then nothing more until the caller gives up. */
async function hangInBody(c: ApiContext, ms: number | undefined): Promise<Response> {
  const { outgoing } = c.env;
  const body = Buffer.from(await c.res.arrayBuffer());
  outgoing?.writeHead(c.res.status === 204 ? 200 : c.res.status, {
    "content-type": c.res.headers.get("content-type") ?? "application/json",
    "content-length": body.length + 2,
  });
  outgoing?.write(body.length > 1 ? body.subarray(0, body.length >> 1) : "{");
  await untilClosed(c, ms);
  return drop(c);
}

function untilClosed(c: ApiContext, ms = 120_000): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    timer.unref();
    c.env.incoming?.socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
