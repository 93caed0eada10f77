import { Refusal } from "../../refusal";
import { type Merchant, need } from "./merchant";
import type { Price } from "./objects";
import type { Wanted } from "./records/line-item";

type What = { product?: string | undefined; price?: string | undefined; quantity?: number | undefined };

/** A price by its id, or the default price of a product by id or name. */
export function priceBy(merchant: Merchant, { product, price }: What): Price {
  if (price) return need(merchant, "prices", price);
  const all = [...merchant.account.products.values()];
  const found = all.find(({ id, name, active }) => id === product || (active && sameName(name, product)));
  if (!found?.default_price) throw new Refusal(`The Stripe account sells no product ${product}.`, 404);
  return need(merchant, "prices", found.default_price);
}

export function wantedBy(merchant: Merchant, what: What & { items?: What[] | undefined }): Wanted[] {
  return (what.items ?? [what]).map((one) => ({
    price: priceBy(merchant, one),
    quantity: one.quantity ?? 1,
  }));
}

function sameName(name: string, wanted: string | undefined): boolean {
  return wanted !== undefined && name.toLowerCase() === wanted.toLowerCase();
}
