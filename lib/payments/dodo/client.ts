import DodoPayments, { APIError, NotFoundError } from "dodopayments";
import { env } from "@/lib/env";
import { GatehouseError, RetryLater } from "@/lib/errors";
import type { ProviderAccess } from "@/lib/payments/provider";
import {
  apiFetch,
  apiLimits,
  missingAnswer,
  type ProviderApi,
  refusalCode,
} from "@/lib/payments/provider-api";

export const dodoApi: ProviderApi = {
  name: "Dodo Payments",
  hosts: ["live.dodopayments.com", "test.dodopayments.com"],
  operatorsAddress: () => env().DODO_PAYMENTS_BASE_URL,
};

/** A client for the merchant's account, for one call or a few in a row: they share one deadline. */
export function client({ apiKey, baseUrl }: ProviderAccess): DodoPayments {
  return new DodoPayments({
    bearerToken: apiKey,
    baseURL: baseUrl ?? env().DODO_PAYMENTS_BASE_URL,
    timeout: apiLimits.deadlineMs,
    fetch: apiFetch(dodoApi),
  });
}

/** Makes a call and translates its errors. */
export async function call<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw sorted(error);
  }
}

/** Whether the requested object exists. */
export async function isThere(request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

/** The key is wrong or lacks the right. */
export function isRefusal(error: unknown): boolean {
  return error instanceof APIError && (error.status === 401 || error.status === 403);
}

/** What a failed call means: `RetryLater`, or a `GatehouseError` when a person must act. */
export function sorted(error: unknown): unknown {
  const missing = missingAnswer(dodoApi, error);
  if (missing) return missing;
  if (!(error instanceof APIError)) return error;
  const status = error.status ?? 0;
  if (isRefusal(error)) return new GatehouseError("invalid", "Dodo Payments refuses this API key");
  if (status === 0 || status === 429 || status >= 500)
    return new RetryLater(30, `Dodo Payments did not answer as it should (${status || "no answer"})`);
  const code = refusalCode((error.error as { code?: unknown } | undefined)?.code) ?? status;
  const hint = status === 404 ? ". If you entered an API URL, check it" : "";
  return new GatehouseError("invalid", `Dodo Payments refused the call (${code})${hint}`);
}
