type Broken = { status: number; error: { type: string; code?: string; message: string } };

/** How Stripe says what a fault asks for; undefined where it has no words of its own. */
export function stripeFault(kind: string): Response | undefined {
  const broken = kind === "429-html" ? undefined : answers[kind.startsWith("429-") ? "429" : kind];
  if (!broken) return undefined;
  const headers = { "request-id": "req_sandboxFault" };
  return Response.json({ error: broken.error }, { status: broken.status, headers });
}

const invalid = "invalid_request_error";

const answers: Record<string, Broken> = {
  "429": {
    status: 429,
    error: {
      type: invalid,
      code: "rate_limit",
      message:
        "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
    },
  },
  "500": {
    status: 500,
    error: { type: "api_error", message: "An unknown error occurred. Please try again later." },
  },
  "code-401": { status: 401, error: { type: invalid, message: "Invalid API Key provided: sk_test_****" } },
  "code-403": {
    status: 403,
    error: {
      type: invalid,
      message:
        "The provided key 'rk_test_****' does not have the required permissions for this endpoint on account 'acct_sandbox'.",
    },
  },
  "code-404": {
    status: 404,
    error: { type: invalid, code: "resource_missing", message: "No such object: 'sandbox_fault'" },
  },
  "code-409": {
    status: 409,
    error: {
      type: invalid,
      code: "lock_timeout",
      message:
        "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.",
    },
  },
};
