import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import type { ApiEnv } from "../api-gate";
import { requireUserAgent } from "./auth";
import { deauthorize } from "./consent";
import { clientId, clientSecret, type Discord } from "./discord";
import { DiscordError } from "./errors";
import { addBot } from "./members";
import type { Code } from "./records";
import { guildShape } from "./shapes";

const ACCESS_TOKEN_SECONDS = 604_800;

/** An error answer of the token endpoint, in RFC 6749's format. */
class TokenError extends Error {
  constructor(
    readonly error: string,
    readonly description?: string,
    readonly status: 400 | 401 = 400,
  ) {
    super(error);
  }
}

/** `/oauth2/token` and `/oauth2/token/revoke`. */
export function tokenRoutes(discord: Discord): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.use("/oauth2/token", requireUserAgent);
  routes.use("/oauth2/token/revoke", requireUserAgent);
  routes.post("/oauth2/token", async (c) => {
    const form = await readForm(c);
    requireClient(c, form);
    const grant = form.get("grant_type");
    if (grant === "authorization_code") return c.json(exchangeCode(discord, form));
    if (grant === "refresh_token") return c.json(refresh(discord, form));
    throw new TokenError("unsupported_grant_type", "Grant type None is not supported");
  });
  routes.post("/oauth2/token/revoke", async (c) => {
    const form = await readForm(c);
    requireClient(c, form);
    const token = form.get("token") ?? "";
    const known = discord.accessTokens.get(token) ?? discord.refreshTokens.get(token);
    // Revoking any token of a person ends all of them. An unknown token counts as revoked.
    if (known) deauthorize(discord, known.userId);
    return c.json({});
  });
  routes.onError((error, c) => {
    if (error instanceof DiscordError) return c.json(error.toJSON(), error.status);
    if (error instanceof TokenError) {
      const description = error.description ? { error_description: error.description } : {};
      return c.json({ error: error.error, ...description }, error.status);
    }
    console.error(error);
    return c.json({ message: "500: Internal Server Error", code: 0 }, 500);
  });
  return routes;
}

async function readForm(c: Context<ApiEnv>): Promise<URLSearchParams> {
  const type = c.req.header("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) {
    throw new TokenError("invalid_request", "The body must be application/x-www-form-urlencoded.");
  }
  return new URLSearchParams(await c.req.text());
}

function requireClient(c: Context<ApiEnv>, form: URLSearchParams): void {
  const basic = /^Basic (.+)$/.exec(c.req.header("authorization") ?? "")?.[1];
  const pair = basic ? Buffer.from(basic, "base64").toString().split(":") : [];
  const id = basic ? decoded(pair[0]) : form.get("client_id");
  const secret = basic ? decoded(pair[1]) : form.get("client_secret");
  if (id !== clientId || !equal(secret ?? "", clientSecret))
    throw new TokenError("invalid_client", undefined, 401);
}

function decoded(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function exchangeCode(discord: Discord, form: URLSearchParams) {
  const code = form.get("code") ?? "";
  const known = discord.codes.get(code);
  // A code works for one attempt only, even a failed one.
  discord.codes.delete(code);
  if (!known || known.expires <= discord.now() || !codeFits(known, form)) {
    throw new TokenError("invalid_grant", 'Invalid "code" in request.');
  }
  const guild = known.guildId ? discord.guilds.get(known.guildId) : undefined;
  if (known.guildId && !guild) throw new TokenError("invalid_grant", 'Invalid "code" in request.');
  if (guild && discord.application.requireCodeGrant) {
    addBot(discord, guild, known.permissions ?? 0n, known.userId);
  }
  const tokens = issueTokens(discord, known.userId, known.scopes);
  return guild ? { ...tokens, guild: guildShape(guild) } : tokens;
}

function codeFits(code: Code, form: URLSearchParams): boolean {
  if (form.get("redirect_uri") !== code.redirectUri) return false;
  const verifier = form.get("code_verifier");
  if (!code.challenge) return verifier === null;
  if (!verifier || !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  return equal(createHash("sha256").update(verifier).digest("base64url"), code.challenge);
}

/** Every refresh rotates the tokens: the old pair stops working. */
function refresh(discord: Discord, form: URLSearchParams) {
  const token = form.get("refresh_token") ?? "";
  const known = discord.refreshTokens.get(token);
  const person = known ? discord.users.get(known.userId) : undefined;
  if (!known || !person || person.deleted) {
    throw new TokenError("invalid_grant", 'Invalid "refresh_token" in request.');
  }
  discord.refreshTokens.delete(token);
  discord.accessTokens.delete(known.accessToken);
  return issueTokens(discord, known.userId, known.scopes);
}

function issueTokens(discord: Discord, userId: string, scopes: string[]) {
  const accessToken = randomBytes(24).toString("base64url");
  const refreshToken = randomBytes(24).toString("base64url");
  const life = ACCESS_TOKEN_SECONDS / discord.world.timeScale;
  discord.accessTokens.set(accessToken, { userId, scopes, expires: discord.now() + life * 1_000 });
  discord.refreshTokens.set(refreshToken, { userId, scopes, accessToken });
  discord.changed();
  return {
    token_type: "Bearer",
    access_token: accessToken,
    expires_in: Math.floor(life),
    refresh_token: refreshToken,
    scope: scopes.join(" "),
  };
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
