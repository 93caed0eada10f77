import type { MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { StripeAccount } from "../account";
import type { StripeEnv } from "./call";
import { refuse, StripeRefusal } from "./refuse";

const day = 86_400;
const longestKey = 255;
const running = new WeakMap<StripeAccount, Set<string>>();

/** One answer per idempotency key for a day: the first, a failed one too. */
export const once: MiddlewareHandler<StripeEnv> = async (c, next) => {
  const key = c.req.header("idempotency-key");
  if (c.req.method !== "POST" || !key) return next();
  if (key.length > longestKey) refuse(`The idempotency key is longer than ${longestKey} characters.`);
  const { account, now, changed } = c.get("merchant");
  const request = `${c.req.method} ${c.req.path} ${c.get("body")}`;
  const known = account.idempotent.get(key);
  c.header("Idempotency-Key", key);
  if (known && known.at > now() - day) {
    if (known.request !== request) otherRequest(key);
    c.header("Idempotent-Replayed", "true");
    c.header("Original-Request", known.request_id);
    c.header("Content-Type", "application/json");
    return c.body(known.body, known.status as ContentfulStatusCode);
  }
  const busy = running.get(account) ?? new Set();
  running.set(account, busy);
  if (busy.has(key)) inUse(key);
  busy.add(key);
  try {
    await next();
  } finally {
    busy.delete(key);
  }
  const body = await c.res.clone().text();
  if (!isKept(c.res.status, body)) return;
  account.idempotent.set(key, {
    request,
    at: now(),
    status: c.res.status,
    body,
    request_id: c.get("requestId"),
  });
  changed();
};

/** What never began to be worked on may be sent again with the same key. */
function isKept(status: number, body: string): boolean {
  if (status >= 500 || status < 300) return true;
  return status === 400 && !/"code":"parameter_/.test(body);
}

function otherRequest(key: string): never {
  refuse(
    `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    { type: "idempotency_error" },
  );
}

function inUse(key: string): never {
  throw new StripeRefusal(409, {
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    type: "idempotency_error",
    code: "idempotency_key_in_use",
  });
}
