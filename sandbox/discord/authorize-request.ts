import { clientId, type Discord } from "./discord";
import { isSnowflake } from "./snowflake";

/** A valid authorization request of an application. */
export type AuthorizeRequest = {
  scopes: string[];
  redirectUri: string;
  state: string | null;
  challenge?: string;
  promptNone: boolean;
  permissions: bigint;
  guildId?: string;
  guildLocked: boolean;
};

export type CheckedRequest =
  | { kind: "ask"; request: AuthorizeRequest }
  | { kind: "redirect"; location: string }
  | { kind: "refuse"; message: string };

const knownScopes = new Set([
  "identify",
  "email",
  "guilds",
  "guilds.join",
  "guilds.members.read",
  "connections",
  "role_connections.write",
  "bot",
  "applications.commands",
]);

/** The rules of Discord's authorize page. It never redirects to an address that is not registered. */
export function checkAuthorizeRequest(discord: Discord, query: URLSearchParams): CheckedRequest {
  if (query.get("client_id") !== clientId) return { kind: "refuse", message: "Unknown application." };
  const scopes = [...new Set((query.get("scope") ?? "").split(/[\s+]+/).filter(Boolean))];
  const { redirectUris, requireCodeGrant } = discord.application;
  const given = query.get("redirect_uri");
  const bare = !query.has("response_type") && given === null;
  if (bare && scopes.includes("bot") && requireCodeGrant) {
    return { kind: "refuse", message: "Integration requires code grant." };
  }
  const redirectUri = given ?? redirectUris[0];
  if (!redirectUri || !redirectUris.includes(redirectUri)) {
    return {
      kind: "refuse",
      message: "Invalid OAuth2 redirect_uri: the application has not registered it.",
    };
  }
  const state = query.get("state");
  const fail = (error: string, description: string): CheckedRequest => ({
    kind: "redirect",
    location: backTo(redirectUri, { error, error_description: description, state }),
  });
  if (!query.has("response_type")) return fail("invalid_request", "Missing response_type parameter.");
  if (query.get("response_type") !== "code") {
    return fail("unsupported_response_type", "The authorization server does not support this response type.");
  }
  if (scopes.length === 0 || scopes.some((scope) => !knownScopes.has(scope))) {
    return fail("invalid_scope", "The requested scope is invalid, unknown, or malformed.");
  }
  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if ((challenge !== null || method !== null) && method !== "S256") {
    return fail("invalid_request", 'Unsupported "code_challenge_method"');
  }
  if (method !== null && !/^[A-Za-z0-9_-]{43}$/.test(challenge ?? "")) {
    return fail("invalid_request", 'Invalid "code_challenge"');
  }
  const permissions = query.get("permissions") ?? "0";
  if (!/^\d{1,20}$/.test(permissions)) return fail("invalid_request", 'Invalid "permissions"');
  const guildId = query.get("guild_id");
  return {
    kind: "ask",
    request: {
      scopes,
      redirectUri,
      state,
      ...(challenge ? { challenge } : {}),
      promptNone: query.get("prompt") === "none",
      permissions: BigInt(permissions),
      ...(guildId && isSnowflake(guildId) ? { guildId } : {}),
      guildLocked: query.get("disable_guild_select") === "true",
    },
  };
}

/** The application's address with the answer in its query. Spaces become `+`, as Discord writes them. */
export function backTo(redirectUri: string, answer: Record<string, string | null>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) {
    if (value !== null) url.searchParams.append(name, value);
  }
  return url.toString();
}
