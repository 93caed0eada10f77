import { isDatabaseAway } from "@/db/away";
import { type ErrorCode, GatehouseError, RetryLater } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { log } from "@/lib/log";
import { BodyRefused } from "@/lib/read-bytes";

/** Every code that a refusal may carry, with its meaning: the table of the reference. */
export const apiErrors = {
  MALFORMED_REQUEST: {
    status: 400,
    means: "The body is not JSON, a number in it is too large, or the path or a header cannot be read",
  },
  UNAUTHORIZED: { status: 401, means: "No API key, or one that is wrong, revoked or expired" },
  FORBIDDEN: { status: 403, means: "The API key is read-only" },
  NOT_FOUND: { status: 404, means: "There is nothing with this id, or no such path" },
  METHOD_NOT_ALLOWED: { status: 405, means: "The path exists, but not with this method" },
  REQUEST_TIMEOUT: { status: 408, means: "The body took longer than ten seconds to arrive" },
  CONFLICT: { status: 409, means: "A call with the same Idempotency-Key is still running" },
  GONE: { status: 410, means: "It existed, and has ended" },
  PAYLOAD_TOO_LARGE: { status: 413, means: "The body is larger than 256 KiB" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, means: "The body was not sent as plain application/json" },
  INVALID_REQUEST_BODY: { status: 422, means: "Fields of the body are invalid; `fields` names each" },
  INVALID_QUERY_PARAMS: { status: 422, means: "Query parameters are invalid; `fields` names each" },
  MAXIMUM_KEYS_REACHED: { status: 422, means: "Metadata has more than 50 keys" },
  UNSUPPORTED_ACTION: { status: 422, means: "Not possible in the current state, or not in Gatehouse" },
  IDEMPOTENCY_KEY_REUSED: { status: 422, means: "The Idempotency-Key was used for another request" },
  TOO_MANY_REQUESTS: { status: 429, means: "Over the rate limit; `Retry-After` says how long to wait" },
  INTERNAL_SERVER_ERROR: { status: 500, means: "Our fault; the log has it under `request_id`" },
  SERVICE_UNAVAILABLE: { status: 503, means: "Discord or the database did not answer; try again" },
} as const;

export type ApiErrorCode = keyof typeof apiErrors;

/** A refusal in the API's own format. `fields` maps the path of a bad field to what is wrong with it. */
export class ApiError extends Error {
  constructor(
    readonly code: ApiErrorCode,
    message: string,
    readonly more: { fields?: Record<string, string>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = "ApiError";
  }
}

const codeOf: Record<ErrorCode, ApiErrorCode> = {
  bad_request: "MALFORMED_REQUEST",
  unauthorized: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  gone: "GONE",
  invalid: "INVALID_REQUEST_BODY",
  too_many_requests: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
};

/** What a verb threw, as the API answers it. Anything unforeseen is logged, and the caller gets no detail. */
export function toApiError(error: unknown, context: { requestId: string; operation: string }): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof BodyRefused)
    return new ApiError(error.code, error.message, { headers: { connection: "close" } });
  if (error instanceof RetryLater) return unavailable("Discord did not answer", error.seconds);
  if (isDatabaseAway(error)) {
    log.warn({ error, ...context }, "an API call could not reach the database");
    return unavailable("The database did not answer", 5);
  }
  if (!(error instanceof GatehouseError)) {
    log.error({ error, ...context }, "an API call failed");
    return new ApiError("INTERNAL_SERVER_ERROR", "Something went wrong on our side");
  }
  const { message, fields, retryAfterSeconds } = error;
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  const noFieldToFix = error.code === "invalid" && Object.keys(fields).length === 0;
  const code = noFieldToFix ? "UNSUPPORTED_ACTION" : codeOf[error.code];
  return new ApiError(code, message, { fields, headers });
}

function unavailable(what: string, seconds: number): ApiError {
  const headers = { "retry-after": String(Math.max(1, Math.ceil(seconds))) };
  return new ApiError("SERVICE_UNAVAILABLE", `${what}; try again in a moment`, { headers });
}

/** An answer that is not yet a Response. */
export type PlainResponse = { status: number; body: string | null; headers: Record<string, string> };

/** The published SDKs retry 408, 409, 429 and 5xx; for anything else a retry would change nothing. */
export function writeRefusal({ code, message, more }: ApiError, requestId: string): PlainResponse {
  const { status } = apiErrors[code];
  const retryable = status === 408 || status === 409 || status === 429 || status >= 500;
  const fields = Object.keys(more.fields ?? {}).length > 0 ? { fields: more.fields } : {};
  return {
    status,
    body: JSON.stringify({ code, message, ...fields, request_id: requestId }),
    headers: {
      ...(!retryable && { "x-should-retry": "false" }),
      ...(status === 401 && { "www-authenticate": "Bearer" }),
      ...more.headers,
    },
  };
}

/** Refuses a call that no operation answers. */
export function refuse(error: ApiError): Response {
  const requestId = newId("request");
  return respond(writeRefusal(error, requestId), requestId);
}

export function respond({ status, body, headers }: PlainResponse, requestId: string): Response {
  return new Response(body, {
    status,
    headers: {
      // An empty body with a JSON content type makes the SDKs throw.
      ...(body !== null && { "content-type": "application/json" }),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": requestId,
      ...headers,
    },
  });
}
