import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Endpoint } from "../accounts";
import { type Shop, stamp } from "../open-shop";
import { newEndpoint } from "../records";
import { ShopRefusal } from "../shop";
import { type DodoContext, dodoApi, done, readBody } from "./api";

const headersInput = z.record(z.string(), z.string());
const settings = {
  description: z.string().nullish(),
  disabled: z.boolean().nullish(),
  filter_types: z.array(z.string()).nullish(),
  rate_limit: z.number().int().positive().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
};
const endpointInput = z.object({
  url: z.url(),
  headers: headersInput.nullish(),
  idempotency_key: z.string().nullish(),
  ...settings,
});
const endpointPatch = z.object({ url: z.url().nullish(), ...settings });

export function webhookRoutes(shop: Shop) {
  const webhooks = dodoApi(shop);
  const one = (c: DodoContext): Endpoint => {
    const endpoint = c.get("account").endpoints.get(c.req.param("webhook_id") ?? "");
    if (endpoint) return endpoint;
    throw new ShopRefusal(404, "NOT_FOUND", "Endpoint Not Found");
  };
  webhooks.get("/", (c) => c.json(cursorPage(c, [...c.get("account").endpoints.values()])));
  webhooks.post("/", async (c) => {
    const given = await readBody(c, endpointInput);
    const account = c.get("account");
    const known = [...account.endpoints.values()].find(
      (endpoint) => given.idempotency_key && endpoint.idempotency_key === given.idempotency_key,
    );
    const endpoint =
      known ??
      newEndpoint(shop, account, {
        ...named(given),
        url: given.url,
        secret: `whsec_${randomBytes(24).toString("base64")}`,
      });
    shop.changed();
    return c.json(asPublished(endpoint));
  });
  webhooks.get("/:webhook_id", (c) => c.json(asPublished(one(c))));
  webhooks.patch("/:webhook_id", async (c) => {
    const endpoint = one(c);
    Object.assign(endpoint, named(await readBody(c, endpointPatch)), { updated_at: stamp(shop) });
    shop.changed();
    return c.json(asPublished(endpoint));
  });
  webhooks.delete("/:webhook_id", (c) => {
    c.get("account").endpoints.delete(one(c).id);
    shop.changed();
    return done(c);
  });
  webhooks.get("/:webhook_id/secret", (c) => c.json({ secret: one(c).secret }));
  webhooks.get("/:webhook_id/headers", (c) => c.json({ headers: one(c).headers, sensitive: [] }));
  webhooks.patch("/:webhook_id/headers", async (c) => {
    const { headers } = await readBody(c, z.object({ headers: headersInput }));
    Object.assign(one(c).headers, headers);
    shop.changed();
    return done(c);
  });
  return webhooks;
}

function named(given: Record<string, unknown>): Partial<Endpoint> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  );
}

function asPublished({ secret, headers, idempotency_key, ...details }: Endpoint) {
  return details;
}

/** Endpoints are listed by cursor, not by page: the iterator is the last id of the page before. */
function cursorPage(c: DodoContext, all: Endpoint[]) {
  const limit = Math.min(Number(c.req.query("limit")) || 50, 250);
  const from = c.req.query("iterator");
  const start = from ? all.findIndex((endpoint) => endpoint.id === from) + 1 : 0;
  const data = all.slice(start, start + limit);
  const done = start + limit >= all.length;
  return { data: data.map(asPublished), done, iterator: data.at(-1)?.id ?? null, prev_iterator: null };
}
