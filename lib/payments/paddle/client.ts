import { z } from "zod";
import { GatehouseError, RetryLater } from "@/lib/errors";
import type { ProviderAccess } from "@/lib/payments/provider";
import { apiFetch, missingAnswer, type ProviderApi, refusalCode } from "@/lib/payments/provider-api";
import { readList } from "@/lib/payments/read-list";

export const paddleApi: ProviderApi = {
  name: "Paddle",
  hosts: ["api.paddle.com", "sandbox-api.paddle.com"],
};

/*
 * Calls Paddle's API without its SDK, which takes no `fetch` of ours.
 * https://developer.paddle.com/api-reference/about/authentication
 */
type Query = Record<string, string>;
type Answer = { data: unknown; next: string | null; date: string | null };

export async function get(access: ProviderAccess, path: string, query: Query = {}): Promise<Answer> {
  const search = new URLSearchParams(query).toString();
  const answer = await call(access, "GET", search ? `${path}?${search}` : path, undefined);
  if (!answer) throw new GatehouseError("invalid", `Paddle has no ${path}`);
  return answer;
}

/** The same, but null if it doesn't exist. */
export async function find(access: ProviderAccess, path: string, query: Query = {}): Promise<Answer | null> {
  const search = new URLSearchParams(query).toString();
  return call(access, "GET", search ? `${path}?${search}` : path, undefined);
}

export async function post(access: ProviderAccess, path: string, body: object): Promise<unknown> {
  const answer = await call(access, "POST", path, JSON.stringify(body));
  if (!answer) throw new GatehouseError("invalid", `Paddle has no ${path}`);
  return answer.data;
}

export async function patch(access: ProviderAccess, path: string, body: object): Promise<void> {
  const answer = await call(access, "PATCH", path, JSON.stringify(body));
  if (!answer) throw new GatehouseError("invalid", `Paddle has no ${path}`);
}

/** It's fine if it is already gone. */
export async function remove(access: ProviderAccess, path: string): Promise<void> {
  await call(access, "DELETE", path, undefined);
}

/** A whole list, page by page. `what` names it where it can't be read. */
export async function all<Item>(
  access: ProviderAccess,
  what: string,
  path: string,
  query: Query,
  keep: (listed: unknown) => Item,
): Promise<Item[]> {
  return readList(paddleApi, what, async (cursor) => {
    const page = await get(access, path, { ...query, ...(cursor && { after: cursor }) });
    return { items: z.array(z.unknown()).parse(page.data).map(keep), next: page.next };
  });
}

/** A sandbox key says so itself. */
function baseOf({ apiKey, baseUrl }: ProviderAccess): string {
  if (baseUrl) return baseUrl.replace(/\/$/, "");
  return apiKey.startsWith("pdl_sdbx_") ? "https://sandbox-api.paddle.com" : "https://api.paddle.com";
}

const answerShape = z.object({
  data: z.unknown(),
  meta: z.object({ pagination: z.object({ next: z.string(), has_more: z.boolean() }).nullish() }).nullish(),
});
const refusalShape = z.object({ error: z.object({ code: z.string(), detail: z.string().nullish() }) });

async function call(
  access: ProviderAccess,
  method: string,
  path: string,
  body: string | undefined,
): Promise<Answer | null> {
  const { status, date, json } = await send(access, method, path, body);
  if (status === 404) return null;
  if (status >= 400) throw refusal(status, json);
  if (status === 204) return { data: null, next: null, date };
  const answer = answerShape.safeParse(json);
  if (!answer.success) throw new RetryLater(30, "Paddle did not answer in JSON as documented");
  const { data, meta } = answer.data;
  const page = meta?.pagination;
  // Only the cursor is taken from the address, so the key never goes to another host.
  const next =
    page?.has_more && URL.canParse(page.next) ? new URL(page.next).searchParams.get("after") : null;
  return { data, next, date };
}

async function send(access: ProviderAccess, method: string, path: string, body: string | undefined) {
  try {
    const response = await apiFetch(paddleApi)(`${baseOf(access)}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${access.apiKey}`,
        "paddle-version": "1",
        "content-type": "application/json",
      },
      ...(body !== undefined && { body }),
    });
    return {
      status: response.status,
      date: response.headers.get("date"),
      json: parsed(await response.text()),
    };
  } catch (error) {
    throw missingAnswer(paddleApi, error) ?? error;
  }
}

/** A refusal may be a page of something in front of Paddle. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a refused call means: `RetryLater`, or a `GatehouseError` when a person must act. */
function refusal(status: number, json: unknown): Error {
  const refusal = refusalShape.safeParse(json).data?.error;
  if (status === 429 || status >= 500)
    return new RetryLater(30, `Paddle did not answer as it should (${status})`);
  if (refusal?.code === "forbidden")
    return new GatehouseError(
      "forbidden",
      `The API key lacks ${missingPermission(refusal.detail)}. Allow it in Paddle, or replace the key.`,
    );
  if (status === 401 || status === 403)
    return new GatehouseError("invalid", "Paddle refuses this API key. Replace it under Payment providers.");
  return new GatehouseError("invalid", `Paddle refused the call (${refusalCode(refusal?.code) ?? status})`);
}

/** Paddle names it within a sentence, such as `customer.read`. */
function missingPermission(detail: string | null | undefined): string {
  const named = /\b[a-z_]{1,40}\.(read|write)\b/.exec(detail ?? "");
  return named ? `the permission ${named[0]}` : "a permission";
}

/**
 * A response, with a time by Paddle's clock that is no later than its data: the Date header minus the call's duration.
 * An event for a change made during the call is then newer and wins.
 */
export async function dated<T extends { date: string | null } | null>(
  request: () => Promise<T>,
): Promise<{ answer: T; asOf: string }> {
  const startedAt = performance.now();
  const answer = await request();
  const answeredAt = Date.parse(answer?.date ?? "");
  if (answer && Number.isNaN(answeredAt))
    throw new GatehouseError("unavailable", "Paddle does not say when it answered");
  return {
    answer,
    asOf: answer ? new Date(answeredAt - (performance.now() - startedAt)).toISOString() : "",
  };
}
