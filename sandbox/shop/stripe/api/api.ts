import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Collection, StripeAccount } from "../account";
import { type Key, masked, mayUse, type Right } from "../keys";
import type { Presented } from "../objects";
import type { StripeShop } from "../stripe";
import { inVersion } from "../versions";
import type { StripeContext, StripeEnv } from "./call";
import { once } from "./once";
import { StripeRefusal } from "./refuse";

/** The frame of Stripe's API: Bearer key, request id and date, one answer per idempotency key, `{error}` bodies. */
export function stripeApi(shop: StripeShop): Hono<StripeEnv> {
  const api = new Hono<StripeEnv>();
  api.use("*", async (c, next) => {
    c.set("requestId", `req_${randomBytes(7).toString("hex")}`);
    c.header("Request-Id", c.get("requestId"));
    const { account, key } = keyHolder(shop, c.req.header("authorization"));
    const merchant = shop.open(account);
    c.set("merchant", merchant);
    c.set("key", key);
    // A moved clock moves this too: readers date what they fetched by it.
    c.header("Date", new Date(merchant.now() * 1000).toUTCString());
    c.header("Stripe-Version", versionOf(c));
    c.set("body", c.req.method === "POST" ? await c.req.text() : "");
    await next();
  });
  api.use("*", once);
  api.onError((error, c) => {
    if (error instanceof StripeRefusal)
      return c.json({ error: { type: "invalid_request_error", ...error.error } }, error.status);
    console.error(error);
    return c.json({ error: { type: "api_error", message: "An unknown error occurred" } }, 500);
  });
  return api;
}

function keyHolder(shop: StripeShop, header: string | undefined): { account: StripeAccount; key: Key } {
  const secret = /^Bearer (.+)$/i.exec(header ?? "")?.[1];
  if (!secret) {
    throw new StripeRefusal(401, {
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    });
  }
  if (secret.startsWith("pk_")) {
    throw new StripeRefusal(403, {
      message: "This API call cannot be made with a publishable API key. Please use a secret API key.",
      code: "secret_key_required",
    });
  }
  for (const account of shop.accounts.values()) {
    const key = account.keys.get(secret);
    if (key?.state === "expired") {
      throw new StripeRefusal(401, {
        message: `Expired API Key provided: ${masked(secret)}`,
        code: "api_key_expired",
      });
    }
    if (key?.state === "usable") return { account, key };
  }
  throw new StripeRefusal(401, { message: `Invalid API Key provided: ${masked(secret)}` });
}

export function requireRight(c: StripeContext, right: Right): void {
  const key = c.get("key");
  if (mayUse(key, right)) return;
  const { id } = c.get("merchant").account;
  throw new StripeRefusal(403, {
    message: `The provided key '${masked(key.secret)}' does not have the required permissions for this endpoint on account '${id}'. Having the '${right}' permission would allow this request to continue.`,
  });
}

function versionOf(c: StripeContext): string {
  return c.req.header("stripe-version") ?? c.get("merchant").account.api_version;
}

/** Answers in the version that the call asked for, or the account's. */
export function answer(c: StripeContext, presented: Presented): Response {
  return c.json(inVersion(c.get("merchant").account, presented, versionOf(c)));
}

export function missing(c: StripeContext, shop: StripeShop, what: Missing): StripeRefusal {
  const { account } = c.get("merchant");
  const twin = [...shop.accounts.values()].find(
    (other) => other.id === account.id && other.livemode !== account.livemode,
  );
  const [here, there] = account.livemode ? ["live", "test"] : ["test", "live"];
  const hint = twin?.[what.collection].has(what.id)
    ? `; a similar object exists in ${there} mode, but a ${here} mode key was used to make this request.`
    : "";
  return new StripeRefusal(what.status ?? 404, {
    message: `No such ${what.name}: '${what.id}'${hint}`,
    code: "resource_missing",
    param: what.param ?? "id",
  });
}

type Missing = { collection: Collection; name: string; id: string; param?: string; status?: 400 | 404 };
