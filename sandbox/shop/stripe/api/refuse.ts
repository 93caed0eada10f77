export type Refused = {
  message: string;
  type?: "invalid_request_error" | "idempotency_error" | "api_error";
  code?: string;
  param?: string;
};

/** An answer with Stripe's `{error: {…}}` body. */
export class StripeRefusal extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409,
    readonly error: Refused,
  ) {
    super(error.message);
  }
}

export function refuse(message: string, more: Omit<Refused, "message"> = {}): never {
  throw new StripeRefusal(400, { message, ...more });
}
