import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { GatehouseError } from "@/lib/errors";
import { checkedLookup, checkUrl, isPrivateHost, type Resolve } from "@/lib/outside/public-address";

export type Answer = {
  durationMs: number;
  /** Null when there was no answer. */
  statusCode: number | null;
  headers: Record<string, string> | null;
  body: string | null;
  /** The network error in words; null when the answer was complete. */
  error: string | null;
};

const keptBytes = 4 * 1024;
const maxReadBytes = 64 * 1024;

/**
 * POSTs once. Never throws: failures are part of the answer. Redirects are not followed. The deadline covers
 * connecting, headers and body. Reads at most 64 KiB of the body and keeps 4 KiB.
 */
export async function postEvent(
  request: { url: string; headers: Record<string, string>; body: string },
  options: { deadlineMs?: number; privateHosts?: string[]; resolve?: Resolve } = {},
): Promise<Answer> {
  const started = performance.now();
  const answer = (rest: Partial<Answer>): Answer => ({
    statusCode: null,
    headers: null,
    body: null,
    error: null,
    ...rest,
    durationMs: Math.round(performance.now() - started),
  });
  const deadlineMs = options.deadlineMs ?? 15_000;
  let received: Partial<Answer> = {};
  try {
    const sent = openRequest(request, options);
    const expired = setTimeout(() => sent.destroy(new DeadlinePassed()), deadlineMs);
    try {
      const response = await responseOf(sent);
      received = { statusCode: response.statusCode ?? null, headers: headersOf(response) };
      return answer({ ...received, body: await bodyOf(response, sent) });
    } finally {
      clearTimeout(expired);
      sent.destroy();
    }
  } catch (error) {
    return answer({ ...received, error: inWords(error, deadlineMs) });
  }
}

function openRequest(
  { url: text, headers, body }: { url: string; headers: Record<string, string>; body: string },
  { privateHosts, resolve }: { privateHosts?: string[]; resolve?: Resolve },
): ClientRequest {
  const url = checkUrl(text, privateHosts);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const lookup = isPrivateHost(url, privateHosts) ? undefined : checkedLookup(resolve);
  return send(url, {
    method: "POST",
    headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
    // A new connection each time, so that a checked address is never reused for another host.
    agent: false,
    ...(lookup ? { lookup } : {}),
    rejectUnauthorized: true,
    insecureHTTPParser: false,
  }).end(body);
}

function responseOf(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once("response", resolve);
    // Stays after the answer has begun, because an error event without a listener would end the process.
    sent.on("error", reject);
    sent.once("close", () => reject(new Error("closed")));
  });
}

function bodyOf(response: IncomingMessage, sent: ClientRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    const finish = () => resolve(textOf(Buffer.concat(parts).subarray(0, keptBytes)));
    response.on("data", (part: Buffer) => {
      if (length < keptBytes) parts.push(part);
      length += part.length;
      if (length >= maxReadBytes) finish();
    });
    response.once("end", finish);
    response.on("error", reject);
    sent.on("error", reject);
    response.once("close", () => reject(new Error("closed")));
  });
}

/** Postgres can't store NUL. A character that was cut at the end is dropped. */
function textOf(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true }).replaceAll("\0", "\uFFFD");
}

function headersOf(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
}

class DeadlinePassed extends Error {}

const words: Record<string, string> = {
  ADDRESS_REFUSED: "The host was not found on the public internet",
  ENOTFOUND: "The host name was not found",
  EAI_AGAIN: "The host name could not be looked up",
  ECONNREFUSED: "The connection was refused",
  ECONNRESET: "The connection was closed before the answer was complete",
  EHOSTUNREACH: "The host could not be reached",
  ENETUNREACH: "The host could not be reached",
  ETIMEDOUT: "The connection timed out",
  EPROTO: "The other side does not speak TLS",
  HPE_HEADER_OVERFLOW: "The answer's headers are larger than 16 KiB",
  CERT_HAS_EXPIRED: "The TLS certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The TLS certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "The TLS certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The TLS certificate's issuer is not known or its chain is incomplete",
  ERR_TLS_CERT_ALTNAME_INVALID: "The TLS certificate is for another host",
};

function inWords(error: unknown, deadlineMs: number): string {
  if (error instanceof DeadlinePassed) return `No complete answer within ${deadlineMs / 1000} seconds`;
  if (error instanceof GatehouseError) return error.message;
  const code = codeOf(error);
  if (words[code]) return words[code];
  if (code.startsWith("HPE_")) return "The answer is not valid HTTP";
  if (code.includes("SSL") || code.includes("TLS") || code.includes("CERT")) return `TLS failed (${code})`;
  return code ? `The request failed (${code})` : "The connection was closed before the answer was complete";
}

/** Node tries all addresses of a host and reports the failures together; the first one is enough. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
