import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { type ApiEnv, callerAddress } from "../api-gate";
import type { LimitScope } from "../requests";
import type { World } from "../state";
import { discordOf } from "./discord";

type Bucket = { name: string; limit: number; windowMs: number; per: "guild" | "token" };
type Window = { started: number; used: number };

const member = "/guilds/{guild_id}/members/{user_id}";
const memberRole: Bucket = { name: "member-role", limit: 10, windowMs: 10_000, per: "guild" };

/** The buckets measured on the real Discord; every other route has only the global limit. */
const buckets: Record<string, Bucket> = {
  [`PUT ${member}/roles/{role_id}`]: memberRole,
  [`DELETE ${member}/roles/{role_id}`]: memberRole,
  [`PUT ${member}`]: { name: "member-add", limit: 10, windowMs: 10_000, per: "guild" },
  [`PATCH ${member}`]: { name: "member-patch", limit: 10, windowMs: 10_000, per: "guild" },
  [`GET ${member}`]: { name: "member-get", limit: 5, windowMs: 1_000, per: "guild" },
  [`DELETE ${member}`]: { name: "member-kick", limit: 5, windowMs: 1_000, per: "guild" },
  "GET /guilds/{guild_id}/members": { name: "member-list", limit: 10, windowMs: 10_000, per: "guild" },
  "GET /guilds/{guild_id}/members/search": {
    name: "member-search",
    limit: 10,
    windowMs: 10_000,
    per: "guild",
  },
  "GET /users/@me/guilds": { name: "my-guilds", limit: 1, windowMs: 1_000, per: "token" },
  "GET /users/{user_id}": { name: "user-get", limit: 30, windowMs: 30_000, per: "token" },
};
const GLOBAL: Bucket = { name: "global", limit: 50, windowMs: 1_000, per: "token" };

/** Refuses calls over Discord's limits; on routes with a bucket, headers say how many calls are left. */
export function discordLimits(world: World): MiddlewareHandler<ApiEnv> {
  const discord = discordOf(world);
  const windows = new Map<string, Window>();
  world.onReset(() => windows.clear());

  const take = (bucket: Bucket, key: string) => {
    const now = world.now();
    const length = world.scaled(bucket.windowMs);
    let window = windows.get(key);
    if (!window || now - window.started >= length) {
      window = { started: now, used: 0 };
      windows.set(key, window);
    }
    window.used += 1;
    world.requests.recordWindow(bucket.name, key, bucket.limit, length, window.used);
    const endsIn = Math.ceil(window.started + length - now) / 1_000;
    return { over: window.used > bucket.limit, left: Math.max(0, bucket.limit - window.used), endsIn, now };
  };

  return async (c, next) => {
    if (c.env?.late) return next();
    const caller = callerKey(c.req.header("authorization"), callerAddress(c));
    const global = take(GLOBAL, `global:${caller}`);
    if (global.over) {
      c.set("scope", "global");
      return tooMany("global", global.endsIn, { "x-ratelimit-global": "true" });
    }
    const bucket = buckets[c.get("route")];
    // A request without a valid token is refused before it counts against a bucket.
    if (!bucket || !hasValidToken(c.req.header("authorization"))) return next();
    const major = bucket.per === "guild" ? (c.get("guildId") ?? "") : caller;
    const state = take(bucket, `${bucket.name}:${major}`);
    const headers = {
      "x-ratelimit-limit": String(bucket.limit),
      "x-ratelimit-remaining": String(state.left),
      "x-ratelimit-reset": (state.now / 1_000 + state.endsIn).toFixed(3),
      "x-ratelimit-reset-after": state.endsIn.toFixed(3),
      "x-ratelimit-bucket": shortHash(bucket.name, 32),
    };
    if (state.over) {
      c.set("scope", "user");
      return tooMany("user", state.endsIn, headers);
    }
    await next();
    if (c.res.headers.has("x-hono-already-sent")) return;
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  };

  function hasValidToken(authorization: string | undefined): boolean {
    const [scheme, token = ""] = authorization?.split(" ") ?? [];
    if (scheme === "Bot") return token === discord.application.botToken;
    const known = scheme === "Bearer" ? discord.accessTokens.get(token) : undefined;
    return known !== undefined && known.expires > world.now();
  }
}

/** Limits are counted by token; calls without one (or with client credentials) by address. */
function callerKey(authorization: string | undefined, address: string): string {
  const scheme = /^(Bot|Bearer) /.exec(authorization ?? "")?.[1];
  if (!authorization || !scheme) return `address ${address}`;
  // The request log shows these keys, so a token appears only as its hash.
  return `${scheme.toLowerCase()} ${shortHash(authorization, 12)}`;
}

function shortHash(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

function tooMany(scope: LimitScope, seconds: number, headers: Record<string, string>): Response {
  const body = {
    message: "You are being rate limited.",
    retry_after: seconds,
    global: scope === "global",
  };
  // The Retry-After header is in whole seconds, rounded up; the body has the exact value.
  const retry = { "retry-after": String(Math.ceil(seconds)), "x-ratelimit-scope": scope };
  return Response.json(body, { status: 429, headers: { ...headers, ...retry } });
}
