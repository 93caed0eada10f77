import type { Context, Next } from "hono";
import { z } from "zod";
import { readControlBody } from "../../../refusal";
import type { Collection } from "../account";
import type { Merchant } from "../merchant";
import { ownerOf, type StripeShop } from "../stripe";

type Run = (merchant: Merchant, id: string) => object | Promise<object>;

/** Runs on the Stripe account that has the id in the path, or leaves the call to the first provider. */
export async function about(
  shop: StripeShop,
  c: Context,
  next: Next,
  collection: Collection,
  run: Run,
): Promise<Response | undefined> {
  const id = c.req.param("id") ?? "";
  const merchant = ownerOf(shop, collection, id);
  if (merchant) return c.json(await run(merchant, id));
  await next();
  return undefined;
}

export async function isForStripe(c: Context): Promise<boolean> {
  const { provider } = await readControlBody(c, z.looseObject({ provider: z.string().optional() }));
  return provider === "stripe";
}
