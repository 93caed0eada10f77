import Stripe from "stripe";
import { GatehouseError, RetryLater } from "@/lib/errors";
import type { ProviderAccess } from "@/lib/payments/provider";
import {
  apiFetch,
  apiLimits,
  missingAnswer,
  type ProviderApi,
  refusalCode,
} from "@/lib/payments/provider-api";
import { readList } from "@/lib/payments/read-list";

export const stripeApi: ProviderApi = { name: "Stripe", hosts: ["api.stripe.com"] };

/** A client for the merchant's account, for one call or a few in a row: they share one deadline. */
export function client({ apiKey, baseUrl }: ProviderAccess): Stripe {
  const at = baseUrl ? new URL(baseUrl) : null;
  return new Stripe(apiKey, {
    timeout: apiLimits.deadlineMs,
    httpClient: Stripe.createFetchHttpClient(apiFetch(stripeApi)),
    ...(at && {
      host: at.hostname,
      port: at.port || "443",
      protocol: at.protocol === "http:" ? "http" : "https",
    }),
  });
}

/** Makes a call and translates its errors: `RetryLater`, or a `GatehouseError` when a person must act. */
export async function call<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw sortFailure(error);
  }
}

/** The same, but null if it doesn't exist. */
export async function findOrNull<T>(request: () => Promise<T>): Promise<T | null> {
  return call(async () => {
    try {
      return await request();
    } catch (error) {
      if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
      throw error;
    }
  });
}

/** The same, but null if the key lacks the right. */
export async function allowedOrNull<T>(request: () => Promise<T>): Promise<T | null> {
  try {
    return await call(request);
  } catch (error) {
    if (error instanceof GatehouseError && error.code === "forbidden") return null;
    throw error;
  }
}

/** A whole list, page by page. `what` names it where it can't be read. */
export function listAll<Listed extends { id: string }, Item = Listed>(
  what: string,
  readPage: (page: { limit: number; starting_after?: string }) => Promise<Stripe.ApiList<Listed>>,
  keep: (listed: Listed) => Item,
): Promise<Item[]> {
  return readList(stripeApi, what, async (cursor) => {
    const { data, has_more } = await call(() =>
      readPage({ limit: 100, ...(cursor && { starting_after: cursor }) }),
    );
    return { items: data.map(keep), next: has_more ? (data.at(-1)?.id ?? null) : null };
  });
}

function sortFailure(error: unknown): unknown {
  const missing = missingAnswer(stripeApi, error);
  if (missing) return missing;
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  if (error instanceof Stripe.errors.StripeAuthenticationError)
    return new GatehouseError("invalid", "Stripe refuses this API key. Replace it under Payment providers.");
  if (error instanceof Stripe.errors.StripePermissionError)
    return new GatehouseError("forbidden", `Stripe refuses: ${missingRight(error.message)}`);
  const status = error.statusCode;
  if (!status || status === 409 || status === 429 || status >= 500)
    return new RetryLater(30, `Stripe did not answer as it should (${status ?? "no answer"})`);
  return new GatehouseError("invalid", `Stripe refused the call (${refusalCode(error.code) ?? status})`);
}

/** Stripe names the missing right as `rak_customer_read`. */
function missingRight(message: string): string {
  const right = /\brak_([a-z_]+?)_(read|write)\b/.exec(message);
  if (!right) return "the API key lacks a permission";
  return `the API key may not ${right[2]} ${right[1]?.replaceAll("_", " ")}s. Allow it in Stripe, or replace the key.`;
}

/**
 * A response, with a time by Stripe's clock that is no later than its data: the Date header minus the call's duration.
 * An event for a change made during the call is then newer and wins. Stripe's times are whole seconds.
 */
export async function dated<T>(
  request: () => Promise<Stripe.Response<T>>,
): Promise<{ data: T; seconds: number }> {
  const startedAt = performance.now();
  const data = await call(request);
  // With a `fetch` of ours it is a Response, whatever the SDK's types say.
  const { headers } = data.lastResponse as unknown as Response;
  const answeredAt = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(answeredAt))
    throw new GatehouseError("unavailable", "Stripe does not say when it answered");
  return { data, seconds: Math.floor((answeredAt - (performance.now() - startedAt)) / 1000) };
}

export const isoTime = (seconds: number) => new Date(seconds * 1000).toISOString();
