import { z } from "zod";
import type { Presented } from "../objects";
import { present } from "../present";
import type { StripeShop } from "../stripe";
import { answer, missing, requireRight, type stripeApi } from "./api";
import type { StripeContext } from "./call";
import { expandPaths } from "./expand";
import { decodeForm, expand, fitting } from "./form";
import { page, paging } from "./lists";
import { type Resource, resources } from "./resources";

/** GET of everything the account keeps: one by id, and its list. */
export function addReadRoutes(api: ReturnType<typeof stripeApi>, shop: StripeShop): void {
  for (const resource of resources) {
    api.get(resource.path, (c) => listed(c, resource));
    api.get(`${resource.path}/:id`, (c) => {
      requireRight(c, resource.right);
      const { expand: paths } = fitting(queryOf(c), z.strictObject({ expand }));
      return answer(c, expanded(c, one(c, shop, resource, c.req.param("id")), paths));
    });
  }
  addLines(api, shop, "/checkout/sessions", "lineItems", "parent");
  addLines(api, shop, "/payment_links", "lineItems", "parent");
  addLines(api, shop, "/invoices", "invoiceLines", "invoice", "lines");
}

function listed(c: StripeContext, resource: Resource): Response {
  requireRight(c, resource.right);
  const { account } = c.get("merchant");
  const { expand: paths, ...query } = fitting(
    queryOf(c),
    z.strictObject({ ...resource.filters, ...paging, expand }),
  );
  const newestFirst = [...account[resource.collection].values()].reverse();
  const found = page(
    `/v1${resource.path}`,
    newestFirst as { object: string; id: string }[],
    (item) => resource.fits(account, item, query),
    query,
  );
  const data = found.data.map((item) => present(account, item));
  return answer(c, expanded(c, { ...found, data }, paths));
}

/** The lines of a session, a link or an invoice, in their own order. */
function addLines(
  api: ReturnType<typeof stripeApi>,
  shop: StripeShop,
  path: string,
  collection: "lineItems" | "invoiceLines",
  owner: "parent" | "invoice",
  last = "line_items",
): void {
  const resource = resources.find((one) => one.path === path);
  if (!resource) throw new Error(`No resource ${path}`);
  api.get(`${path}/:id/${last}`, (c) => {
    requireRight(c, resource.right);
    const { expand: paths, ...asked } = fitting(queryOf(c), z.strictObject({ ...paging, expand }));
    const { id = "" } = one(c, shop, resource, c.req.param("id"));
    const { account } = c.get("merchant");
    const lines = [...account[collection].values()].filter((line) => Reflect.get(line, owner) === id);
    const found = page(
      `/v1${path}/${id}/${last}`,
      lines as { object: string; id: string }[],
      () => true,
      asked,
    );
    const data = found.data.map((line) => present(account, line));
    return answer(c, expanded(c, { ...found, data }, paths));
  });
}

function one(c: StripeContext, shop: StripeShop, resource: Resource, id: string): Presented {
  const { account } = c.get("merchant");
  const found = account[resource.collection].get(id);
  if (!found) throw missing(c, shop, { ...resource, id });
  return present(account, found);
}

function expanded(c: StripeContext, presented: Presented, paths: string[] | undefined): Presented {
  return expandPaths(c.get("merchant").account, presented, paths);
}

export function queryOf(c: StripeContext): unknown {
  return decodeForm(new URL(c.req.url).search.slice(1));
}
