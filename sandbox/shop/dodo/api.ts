import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Account } from "../accounts";
import type { Shop } from "../open-shop";
import { findAccountByKey, ShopRefusal } from "../shop";

export type DodoEnv = { Variables: { account: Account } };
export type DodoContext = Context<DodoEnv>;

/** What all of Dodo's API shares: the Bearer key, and errors as `{code, message}`. */
export function dodoApi(shop: Shop): Hono<DodoEnv> {
  const api = new Hono<DodoEnv>();
  api.use("*", async (c, next) => {
    const key = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    const account = key && findAccountByKey(shop, key);
    if (!account) throw new ShopRefusal(401, "UNAUTHORIZED", "The API key is missing or not valid.");
    c.set("account", account);
    await next();
  });
  api.onError((error, c) => {
    if (error instanceof ShopRefusal)
      return c.json({ code: error.code, message: error.message }, error.status);
    console.error(error);
    return c.json({ code: "INTERNAL_SERVER_ERROR", message: "Something went wrong." }, 500);
  });
  return api;
}

/** Parses a JSON body, or refuses it and names the first invalid field. */
export async function readBody<Schema extends z.ZodType>(
  c: DodoContext,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const json: unknown = await c.req.json().catch(() => {
    throw new ShopRefusal(422, "INVALID_REQUEST_BODY", "The body is not JSON.");
  });
  return parse(json, schema, "INVALID_REQUEST_BODY");
}

function parse<Schema extends z.ZodType>(given: unknown, schema: Schema, code: string): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
  throw new ShopRefusal(422, code, `${where}${issue?.message ?? "The request is not valid."}`);
}

const pageQuery = z.object({
  page_number: z.coerce.number().int().min(0).default(0),
  page_size: z.coerce.number().int().min(0).max(100).default(10),
});

/** Dodo's list answer: newest first, pages counted from 0, only `items`. */
export function page<T>(c: DodoContext, newestLast: Iterable<T>): Response {
  const { page_number, page_size } = parse(c.req.query(), pageQuery, "INVALID_QUERY_PARAMS");
  const all = [...newestLast].reverse();
  return c.json({ items: all.slice(page_number * page_size, (page_number + 1) * page_size) });
}

/** Whether an item matches the query: each query parameter is compared with the item's own value. */
export function fits(
  c: DodoContext,
  has: Record<string, string | boolean | (string | null)[] | null>,
): boolean {
  return Object.entries(has).every(([name, value]) => {
    const wanted = c.req.query(name);
    if (wanted === undefined) return true;
    return Array.isArray(value) ? value.includes(wanted) : String(value) === wanted;
  });
}

export function createdWithin(c: DodoContext, createdAt: string): boolean {
  const from = c.req.query("created_at_gte");
  const to = c.req.query("created_at_lte");
  const at = Date.parse(createdAt);
  return (!from || at >= Date.parse(from)) && (!to || at <= Date.parse(to));
}

/** The SDKs fail on an empty body with a JSON content type, so this answer has no content type. */
export function done(c: DodoContext): Response {
  return c.body(null, 200, { "content-length": "0" });
}

const metadataKey = /^[A-Za-z0-9_-]{1,40}$/;
export const metadataInput = z
  .record(z.string().regex(metadataKey), z.union([z.string().max(500), z.number(), z.boolean()]))
  .refine((metadata) => Object.keys(metadata).length <= 50, "At most 50 keys.");
