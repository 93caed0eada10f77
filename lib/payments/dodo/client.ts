import DodoPayments, { APIError } from "dodopayments";
import { env } from "@/lib/env";
import { GatehouseError, RetryLater } from "@/lib/errors";
import type { ProviderAccess } from "@/lib/payments/provider";

/** A client of the merchant's account. */
export function client({ apiKey, baseUrl }: ProviderAccess): DodoPayments {
  return new DodoPayments({
    bearerToken: apiKey,
    baseURL: baseUrl ?? env().DODO_PAYMENTS_BASE_URL,
    timeout: 20_000,
  });
}

/** Makes a call, with its failures sorted. */
export async function call<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw sorted(error);
  }
}

/** What a failed call means: `RetryLater`, or a `GatehouseError` when a person must act. */
export function sorted(error: unknown): unknown {
  if (!(error instanceof APIError)) return error;
  const status = error.status ?? 0;
  if (status === 401 || status === 403)
    return new GatehouseError("invalid", "Dodo Payments refuses this API key");
  if (status === 0 || status === 429 || status >= 500)
    return new RetryLater(30, `Dodo Payments: ${error.message}`);
  return new GatehouseError("invalid", `Dodo Payments answered: ${error.message}`);
}
