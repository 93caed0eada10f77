import { env } from "@/lib/env";
import { GatehouseError, invalid, RetryLater, withoutSecrets } from "@/lib/errors";
import { log } from "@/lib/log";
import { callOutside, type OutsideAnswer, OutsideFailed } from "@/lib/outside/call-outside";
import { isListedHost, type Resolve, whyUnreadable } from "@/lib/outside/public-address";
import { cleanLine } from "@/lib/text";

/** What the guard of a provider's calls has to know. */
export type ProviderApi = {
  name: string;
  /** The hosts that its API answers on. The operator's OUTSIDE_HOSTS may name more. */
  hosts: readonly string[];
  /** The operator's own address of it, if a setting names one. */
  operatorsAddress?: () => string;
};

/**
 * Checks the API address of a connection, without using the network: one of the provider's own hosts, or one that the
 * operator named. Throws `invalid` with a message for the field.
 */
export function checkApiAddress(api: ProviderApi, text: string): void {
  const why = whyUnreadable(text) ?? whyNoBase(text) ?? whyNotAllowed(api, new URL(text));
  if (why) throw invalid(`The API URL can't be used: it ${why}`, { baseUrl: `It ${why}` });
}

/** Paths are put behind it, so whatever follows a `?` or `#` would swallow them. */
function whyNoBase(text: string): string | null {
  return /[?#]/.test(text) ? "must not contain ? or #" : null;
}

function whyNotAllowed(api: ProviderApi, url: URL): string | null {
  if (isTrusted(api, url) || isOwn(api, url)) return null;
  const own = api.hosts.map((host) => `https://${host}`).join(" or ");
  return `must be ${own}. Whoever runs this installation can allow other hosts with OUTSIDE_HOSTS`;
}

function isOwn({ hosts }: ProviderApi, url: URL): boolean {
  return url.protocol === "https:" && url.port === "" && hosts.includes(url.hostname);
}

/** The operator named it, so it may be a private host. */
function isTrusted({ hosts, operatorsAddress }: ProviderApi, url: URL): boolean {
  if (isListedHost(url, env().OUTSIDE_HOSTS)) return true;
  const named = operatorsAddress && new URL(operatorsAddress());
  return named !== undefined && !hosts.includes(named.hostname) && named.origin === url.origin;
}

/** Whether a page that the provider names may be shown to people and opened: https, or a host that the operator named. */
export function isSafePage(text: string): boolean {
  if (whyUnreadable(text)) return false;
  const url = new URL(text);
  return url.protocol === "https:" || isListedHost(url, env().OUTSIDE_HOSTS);
}

export const apiLimits = { deadlineMs: 20_000, mostBytes: 8 * 1024 * 1024 };

type ApiFetch = (address: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for one client of the provider's API. The SDK's own retries share one deadline. An answer is complete when
 * it is returned, and its body is JSON unless the trouble is a passing one.
 */
export function apiFetch(api: ProviderApi, limits = apiLimits, resolve?: Resolve): ApiFetch {
  const endsAt = performance.now() + limits.deadlineMs;
  let useless: GatehouseError | RetryLater | undefined;
  return async (address, init = {}) => {
    // The SDK would try again and get the same.
    if (useless) throw useless;
    const url = new URL(address instanceof Request ? address.url : address);
    try {
      const answer = await send(api, url, init, {
        ...limits,
        resolve,
        deadlineMs: endsAt - performance.now(),
      });
      if (answer.status >= 400) logRefusal(api, url, init, answer);
      return responseOf(api, answer, limits.mostBytes);
    } catch (error) {
      if (error instanceof GatehouseError || error instanceof RetryLater) useless = error;
      throw error;
    }
  };
}

type Limits = typeof apiLimits & { resolve: Resolve | undefined };

async function send(api: ProviderApi, url: URL, init: RequestInit, limits: Limits): Promise<OutsideAnswer> {
  const { method = "GET", headers, body = null, signal } = init;
  const why = whyUnreadable(url.origin) ?? whyNotAllowed(api, url);
  if (why) throw invalid(`The API URL of this connection can't be used: it ${why}`);
  if (limits.deadlineMs <= 0) throw new OutsideFailed("late", "No time is left");
  if (body !== null && typeof body !== "string") throw new Error("Only text can be sent to a provider");
  return callOutside(
    { url, method, headers: Object.fromEntries(new Headers(headers)), body },
    { ...limits, trusted: isTrusted(api, url), signal: signal ?? undefined },
  );
}

function responseOf(
  api: ProviderApi,
  { status, headers, body, whole }: OutsideAnswer,
  mostBytes: number,
): Response {
  if (!whole) throw new BeyondLimits(`An answer of ${api.name} is larger than ${mostBytes / 1024 ** 2} MiB`);
  const redirects = status >= 300 && status < 400;
  if (status < 200 || redirects || status > 599 || (!isPassing(status) && !isJson(body)))
    throw new NotTheProvider(api, status);
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined || ignored.has(name) ? [] : [[name, [value].flat().join(", ")]],
  );
  return new Response(status === 204 || status === 205 ? null : new Uint8Array(body), {
    status,
    headers: body.length > 0 ? [...kept, ["content-type", "application/json"]] : kept,
  });
}

/** Whatever stands in front of an API answers so for a while. The SDKs try again. */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** The SDKs would wait as long as the provider says, which may be days. */
const ignored = new Set(["retry-after", "retry-after-ms", "content-type"]);

/** An empty body is fine. */
function isJson(body: Buffer): boolean {
  try {
    if (body.length > 0) JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}

/** What it said is for the operator; people are told what to do instead. Objects that are gone are no trouble. */
function logRefusal(api: ProviderApi, url: URL, init: RequestInit, { status, body }: OutsideAnswer): void {
  if (status === 404 && isJson(body)) return;
  const key = new Headers(init.headers).get("authorization")?.replace(/^Bearer /, "");
  const text = body.toString("utf8", 0, 2000).replaceAll(key || "\0", "…");
  const words = withoutSecrets(cleanLine(text, 500)).replace(/\S+@\S+/g, "…");
  log.warn(
    { provider: api.name, method: init.method, path: url.pathname, status, words },
    "refused by a provider",
  );
}

/** The provider, or whatever answers for it, sends more than anybody can need. A person must look. */
export class BeyondLimits extends GatehouseError {
  constructor(words: string) {
    super("unavailable", `${words}. If you entered an API URL, check it.`);
  }
}

/** What answers is not the provider's API: a wrong address, or a page of maintenance. */
export class NotTheProvider extends RetryLater {
  constructor(api: ProviderApi, status: number) {
    super(
      60,
      `What answers is not the API of ${api.name} (${status}). If you entered an API URL, check it. Otherwise ${api.name} may be away for a moment.`,
    );
  }
}

/** Whether a typed API address may be the cause. */
export function isAboutAddress(error: unknown): error is BeyondLimits | NotTheProvider {
  return error instanceof BeyondLimits || error instanceof NotTheProvider;
}

/** What it means that a call got no answer that can be used; null if it got one. */
export function missingAnswer(api: ProviderApi, error: unknown): GatehouseError | RetryLater | null {
  if (error instanceof GatehouseError || error instanceof RetryLater) return error;
  if (error instanceof OutsideFailed)
    return new RetryLater(
      30,
      error.why === "late"
        ? `${api.name} did not answer in time`
        : `${api.name} did not answer (${error.message})`,
    );
  if (!(error instanceof Error)) return null;
  // The SDKs wrap what their `fetch` throws.
  const wrapped = error.cause ?? ("detail" in error ? error.detail : null);
  return wrapped ? missingAnswer(api, wrapped) : null;
}

/** A code that a provider names, such as `resource_missing`; a sentence is no code. */
export function refusalCode(code: unknown): string | null {
  return typeof code === "string" && /^\w{1,60}$/.test(code) ? code : null;
}
