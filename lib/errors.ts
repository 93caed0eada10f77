/** Every refusal that a caller can understand has one of these codes; anything else is a bug. */
export const errorStatus = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  invalid: 422,
  too_many_requests: 429,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** `fields` maps an input's path to what is wrong with it, for forms and 422 answers. */
export class GatehouseError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "GatehouseError";
  }
}

export function notFound(noun: string): GatehouseError {
  return new GatehouseError("not_found", `${noun} not found`);
}

export function invalid(message: string, fields: Record<string, string> = {}): GatehouseError {
  return new GatehouseError("invalid", message, fields);
}

/**
 * The work can't be done now and is retried after `seconds`; nobody needs to act. `trouble: false` means ordinary
 * waiting (rate budget used up, wanted state changed), which doesn't count as a failed attempt.
 */
export class RetryLater extends Error {
  constructor(
    readonly seconds: number,
    reason: string,
    readonly trouble = true,
  ) {
    super(reason);
    this.name = "RetryLater";
  }
}

/**
 * The message of the innermost cause, to be shown to people: without the values involved, and without anything that
 * looks like a secret.
 */
export function sentenceOf(error: unknown): string {
  if (error instanceof Error && error.cause instanceof Error) return sentenceOf(error.cause);
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return valuesLeftOut(line).slice(0, 300);
}

/** An error's message without the values involved: a query's parameters, quoted values, and what looks like a secret. */
export function valuesLeftOut(message: string): string {
  return withoutSecrets(
    message
      .replace(/^(Failed query: .*)\nparams: .*$/s, "$1")
      .replace(namesAndValues, (_, name) => name ?? "…"),
  );
}

/** Replaces whatever looks like a key, a token or a signing secret. */
export function withoutSecrets(text: string): string {
  return text.replace(looksSecret, "…");
}

/** Postgres also quotes its own names, such as tables. Those are kept, because they say where it went wrong. */
const namesAndValues =
  /(\b(?:column|constraint|relation|table|index|type|encoding) "[^"]*")|"[^"]*"|\b0x[0-9a-f]+/gi;
const looksSecret = /\b(?:sk|rk|pk|whsec)_[\w-]+|\bBearer \S+|[\w+/-]{32,}={0,2}/g;
