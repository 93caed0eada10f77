import {
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { AddressRefused, checkedLookup, isPublicHost, type Resolve } from "./public-address";

export type OutsideCall = {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: string | null;
};

export type OutsideLimits = {
  /** For connecting, headers and body together. */
  deadlineMs: number;
  /** Reading stops after so many bytes of the body. */
  mostBytes: number;
  /** The operator named this host, so it may be a private one and speak http. */
  trusted: boolean;
  resolve?: Resolve | undefined;
  signal?: AbortSignal | undefined;
};

/** `whole` is false if the body was longer than `mostBytes`. */
export type OutsideAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer; whole: boolean };

/** Why a call got no complete answer, in words that hold nothing of the answer, so they can be shown to anybody. */
export class OutsideFailed extends Error {
  constructor(
    readonly why: "refused" | "late" | "broken",
    words: string,
    /** What had arrived before. */
    readonly received: Pick<OutsideAnswer, "status" | "headers"> | null = null,
  ) {
    super(words);
    this.name = "OutsideFailed";
  }
}

/**
 * The one way to call an address that a person typed. The address that is checked is the one that is dialled, redirects
 * are not followed, nothing is decompressed, and no proxy of the environment is used. Throws `OutsideFailed`.
 */
export async function callOutside(call: OutsideCall, limits: OutsideLimits): Promise<OutsideAnswer> {
  let received: Pick<OutsideAnswer, "status" | "headers"> | null = null;
  try {
    const sent = openRequest(call, limits);
    const expired = setTimeout(() => sent.destroy(new DeadlinePassed()), limits.deadlineMs);
    try {
      const response = await responseOf(sent);
      received = { status: response.statusCode ?? 0, headers: response.headers };
      return { ...received, ...(await bodyOf(response, sent, limits.mostBytes)) };
    } finally {
      clearTimeout(expired);
      sent.destroy();
    }
  } catch (error) {
    throw failureOf(error, limits.deadlineMs, received);
  }
}

function openRequest(
  { url, method, headers, body }: OutsideCall,
  { trusted, resolve, signal }: OutsideLimits,
): ClientRequest {
  // A literal address needs no lookup, so it is checked here.
  if (!trusted && (url.protocol !== "https:" || !isPublicHost(url))) throw new AddressRefused();
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return send(url, {
    method,
    headers: {
      ...headers,
      "accept-encoding": "identity",
      ...(body !== null && { "content-length": String(Buffer.byteLength(body)) }),
    },
    // A new connection each time, so that a checked address is never reused for another host.
    agent: false,
    ...(!trusted && { lookup: checkedLookup(resolve) }),
    ...(signal && { signal }),
    rejectUnauthorized: true,
    insecureHTTPParser: false,
  }).end(body ?? undefined);
}

function responseOf(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once("response", resolve);
    // Stays after the answer has begun, because an error event without a listener would end the process.
    sent.on("error", reject);
    sent.once("close", () => reject(new Error("closed")));
  });
}

function bodyOf(
  response: IncomingMessage,
  sent: ClientRequest,
  mostBytes: number,
): Promise<Pick<OutsideAnswer, "body" | "whole">> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    const finish = (whole: boolean) => resolve({ body: Buffer.concat(parts).subarray(0, mostBytes), whole });
    response.on("data", (part: Buffer) => {
      if (length > mostBytes) return;
      parts.push(part);
      length += part.length;
      if (length > mostBytes) finish(false);
    });
    response.once("end", () => finish(true));
    response.on("error", reject);
    sent.on("error", reject);
    response.once("close", () => reject(new Error("closed")));
  });
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

function failureOf(
  error: unknown,
  deadlineMs: number,
  received: Pick<OutsideAnswer, "status" | "headers"> | null,
): OutsideFailed {
  if (error instanceof DeadlinePassed)
    return new OutsideFailed("late", `No complete answer within ${deadlineMs / 1000} seconds`, received);
  const code = codeOf(error);
  const why = code === "ADDRESS_REFUSED" ? "refused" : code === "ABORT_ERR" ? "late" : "broken";
  return new OutsideFailed(why, inWords(code), received);
}

function inWords(code: string): string {
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
