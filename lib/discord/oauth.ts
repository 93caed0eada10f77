import { z } from "zod";
import type { Lane } from "@/db/schema";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { readAnswer } from "@/lib/read-bytes";
import { cleanLine } from "@/lib/text";
import { guildShape } from "./api";
import { suspectOutage } from "./outage";
import type { Reply } from "./problems";
import { type Bucket, blockBudget, consentBucket, countRefusal } from "./rate-budget";
import {
  callDeadlineMs,
  largestAnswer,
  networkWords,
  parseJson,
  sendInTurn,
  userAgent,
  waitForTurn,
} from "./request";
import { botPermissions } from "./roles";

/** The two redirect URIs registered with Discord. They depend on the settings only, never on a Host header. */
export const redirectUris = {
  install: () => `${env().APP_URL}/discord/installed`,
  authorize: () => `${env().APP_URL}/discord/authorized`,
};

type RoundTrip = { state: string; challenge: string };

/** The URL where a merchant adds the bot to a server. `guildId` preselects the server to reconnect. */
export function installUrl({ state, challenge }: RoundTrip, guildId?: string): string {
  return authorizeUrl({
    scope: "bot identify",
    permissions: botPermissions,
    redirect_uri: redirectUris.install(),
    state,
    code_challenge: challenge,
    ...(guildId && { guild_id: guildId, disable_guild_select: "true" }),
  });
}

/** The URL where a customer allows the bot to add them to a server. */
export function consentUrl({ state, challenge }: RoundTrip): string {
  return authorizeUrl({
    scope: "identify guilds.join",
    prompt: "consent",
    redirect_uri: redirectUris.authorize(),
    state,
    code_challenge: challenge,
  });
}

function authorizeUrl(parameters: Record<string, string>): string {
  const query = new URLSearchParams({
    client_id: env().DISCORD_CLIENT_ID,
    response_type: "code",
    code_challenge_method: "S256",
    ...parameters,
  });
  return `${env().DISCORD_AUTHORIZE_URL}?${query}`;
}

const tokenShape = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z.string().transform((list) => new Set(list.split(" "))),
  guild: guildShape.optional(),
});
export type Tokens = z.output<typeof tokenShape>;

/** Exchanges a code for tokens. A code works once, within 100 seconds, with its round trip's verifier. */
export function exchangeCode(code: string, verifier: string, redirectUri: string): Promise<Reply<Tokens>> {
  const form = {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
  return postForm("/oauth2/token", form, tokenShape, { bucket: consentBucket });
}

/** Discord rotates refresh tokens: the old one stops working. */
export function refreshTokens(refreshToken: string): Promise<Reply<Tokens>> {
  return postForm("/oauth2/token", { grant_type: "refresh_token", refresh_token: refreshToken }, tokenShape);
}

/**
 * Revokes a token. Discord ends all tokens of that person and our application with it, and answers 200 for an unknown
 * token too.
 */
export function revokeToken(refreshToken: string): Promise<Reply<unknown>> {
  const form = { token: refreshToken, token_type_hint: "refresh_token" };
  return postForm("/oauth2/token/revoke", form, z.unknown(), { lane: "bulk" });
}

const oauthError = z.object({ error: z.string(), error_description: z.string().default("") });

const tokenBucket: Bucket = { name: "token", major: "all" };

async function postForm<T>(
  path: string,
  form: Record<string, string>,
  schema: z.ZodType<T>,
  { bucket = tokenBucket, lane = "waiting" }: { bucket?: Bucket; lane?: Lane } = {},
): Promise<Reply<T>> {
  const turn = await waitForTurn(bucket, lane);
  if (!("call" in turn)) return turn;
  const basic = Buffer.from(`${env().DISCORD_CLIENT_ID}:${env().DISCORD_CLIENT_SECRET}`).toString("base64");
  try {
    const response = await sendInTurn(turn, path, {
      method: "POST",
      headers: {
        authorization: `Basic ${basic}`,
        "content-type": "application/x-www-form-urlencoded",
        "user-agent": userAgent,
      },
      body: new URLSearchParams(form),
      redirect: "manual",
      signal: AbortSignal.timeout(callDeadlineMs),
    });
    const text = await readAnswer(response, largestAnswer);
    if ([401, 403, 429].includes(response.status)) await countRefusal();
    const json = text ? parseJson(text) : {};
    if (response.ok) {
      const parsed = schema.safeParse(json);
      if (parsed.success) return { kind: "ok", status: response.status, body: parsed.data };
    }
    const error = oauthError.safeParse(json);
    const seconds = Number(response.headers.get("retry-after")) || 5;
    // To Discord it is one endpoint.
    if (response.status === 429)
      for (const one of [tokenBucket, consentBucket]) await blockBudget(one, seconds, "limited");
    if (response.status >= 500) await suspectOutage();
    if (response.status >= 500 || response.status === 429 || !error.success)
      return {
        kind: "later",
        seconds,
        ambiguous: true,
        reason: `token endpoint answered ${response.status}`,
      };
    return { kind: "refused", status: response.status, code: 0, message: cleanLine(error.data.error, 100) };
  } catch (error) {
    const reason = `token endpoint: ${networkWords(error)}`;
    return { kind: "later", seconds: 5, ambiguous: true, reason };
  }
}

/** `invalid_grant` means a used code or a dead refresh token; `invalid_client` means that our secret is wrong. */
export function isDeadToken(reply: Reply<unknown>): boolean {
  return (
    reply.kind === "refused" && reply.message !== "invalid_client" && reply.message !== "unauthorized_client"
  );
}

/** The parameters of Discord's redirect. */
export type Callback = {
  state: string | null;
  code: string | null;
  error: string | null;
  iss: string | null;
};

/**
 * Checks the redirect's issuer (RFC 9207), and says what is wrong with it; null if nothing is. Discord doesn't send
 * one today, so a missing issuer is fine.
 */
export function describeWrongIssuer({ iss }: Callback): string | null {
  const expected = new URL(env().DISCORD_AUTHORIZE_URL).origin;
  if (iss === null || iss === expected) return null;
  const named = URL.canParse(iss) ? new URL(iss).origin : "something unreadable";
  const words = `Discord answered as ${named}, expected ${expected}`;
  log.warn({ iss, expected }, "Discord's redirect names another issuer");
  return words;
}
