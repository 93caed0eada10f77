import { randomUUID } from "node:crypto";
import type { Fault } from "./faults";
import type { LimitScope } from "./requests";
import { stripeFault } from "./shop/stripe/api/fault-answers";

export const CLOUDFLARE_HTML =
  "<!doctype html><html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head><body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>";

export type ApiHalf = "discord" | "stripe" | "other";
type FailedCall = { half: ApiHalf; method: string; timeScale: number };
type Answer = { response: Response; scope?: LimitScope };

/** The answer that a fault sends; undefined for faults that act on the connection. */
export function answerFault(fault: Fault, call: FailedCall): Answer | undefined {
  const { kind } = fault;
  if (call.half === "stripe") {
    const response = stripeFault(kind);
    if (response) return { response };
  }
  if (kind.startsWith("429-")) return rateLimited(fault, call);
  if (/^50[0-4]$/.test(kind)) return { response: serverError(Number(kind), call.half) };
  if (kind === "html-403") return { response: html(403, CLOUDFLARE_HTML) };
  if (kind === "spurious-10004") return { response: discordError(404, 10004, "Unknown Guild") };
  if (kind.startsWith("code-")) return { response: codedError(Number(kind.slice(5))) };
  if (kind === "silent") return { response: pretendedSuccess(call) };
  return undefined;
}

function rateLimited(fault: Fault, call: FailedCall): Answer {
  const seconds = (fault.ms ?? 1_000 / call.timeScale) / 1_000;
  if (fault.kind === "429-html") return { response: html(429, CLOUDFLARE_HTML), scope: "cloudflare" };
  if (call.half === "other" || fault.kind === "429-bare") {
    const message = "You are being rate limited.";
    const body = { message, name: "rate_limit_exceeded", code: "RATE_LIMITED", statusCode: 429 };
    const headers: Record<string, string> =
      fault.kind === "429-bare" ? {} : { "retry-after": String(Math.ceil(seconds)) };
    const bare = { message, code: 0 };
    const answer = call.half === "other" ? body : bare;
    return { response: Response.json(answer, { status: 429, headers }), scope: "none" };
  }
  const scope = fault.kind.slice(4) as "user" | "shared" | "global";
  const message = scope === "shared" ? "The resource is being rate limited." : "You are being rate limited.";
  const headers = {
    "retry-after": String(Math.ceil(seconds)),
    "x-ratelimit-scope": scope,
    ...(scope === "global" ? { "x-ratelimit-global": "true" } : {}),
  };
  const body = { message, retry_after: seconds, global: scope === "global" };
  return { response: Response.json(body, { status: 429, headers }), scope };
}

const serverErrors: Record<number, string> = {
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

function serverError(status: number, half: FailedCall["half"]): Response {
  const words = serverErrors[status] ?? "Error";
  // Discord's own servers answer 500 in JSON; the other three come from the proxy in front, as HTML.
  if (status === 500 && half === "discord") return discordError(500, 0, "500: Internal Server Error");
  if (status === 500)
    return Response.json({ statusCode: 500, name: "application_error", message: words }, { status });
  return html(
    status,
    `<html><head><title>${status} ${words}</title></head><body><h1>${status} ${words}</h1></body></html>`,
  );
}

const codes: Record<number, [status: number, message: string]> = {
  10004: [404, "Unknown Guild"],
  10007: [404, "Unknown Member"],
  10008: [403, "Unknown Message"],
  10011: [404, "Unknown Role"],
  10013: [404, "Unknown User"],
  30001: [400, "You are at the 100 server limit."],
  30019: [400, "Maximum number of server members reached"],
  40001: [401, "Unauthorized"],
  40007: [403, "The user is banned from this guild."],
  40333: [403, "internal network error"],
  50001: [403, "Missing Access"],
  50013: [403, "Missing Permissions"],
  50025: [403, "Invalid OAuth2 access token"],
  50026: [403, "Missing required OAuth2 scope"],
  50178: [400, "The user account must first be verified"],
  60003: [403, "Two factor is required for this operation"],
  130000: [503, "API resource is currently overloaded. Try again a little later"],
  340015: [403, "Joining new servers is currently limited for this user"],
};

function codedError(code: number): Response {
  const [status, message] = codes[code] ?? [400, "An error"];
  return discordError(status, code, message);
}

function discordError(status: number, code: number, message: string): Response {
  return Response.json({ message, code }, { status });
}

function html(status: number, body: string): Response {
  return new Response(body, { status, headers: { "content-type": "text/html; charset=UTF-8" } });
}

/** Reports success and does nothing, as Discord and mail providers have been seen to do. */
function pretendedSuccess(call: FailedCall): Response {
  if (call.half === "discord") return new Response(null, { status: 204 });
  return Response.json({ id: randomUUID() });
}
