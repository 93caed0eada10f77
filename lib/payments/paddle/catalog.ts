import { z } from "zod";
import type { ProviderAccess, ProviderPrice, ProviderProduct } from "@/lib/payments/provider";
import { all, find } from "./client";
import { priceShape } from "./subscription";

const listedPrice = priceShape.extend({
  name: z.string().nullish(),
  status: z.string(),
  unit_price: z.object({ amount: z.string().transform(Number), currency_code: z.string() }).nullish(),
});
const productShape = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  tax_category: z.string().nullish(),
  prices: z.array(listedPrice).nullish(),
});
type Product = z.output<typeof productShape>;

/** Every product with all its prices: archived ones too, because subscriptions keep using them. */
export async function listPaddleProducts(access: ProviderAccess): Promise<ProviderProduct[]> {
  const query = { include: "prices", status: "active,archived", per_page: "200" };
  return all(access, "products", "/products", query, (listed) => readProduct(productShape.parse(listed)));
}

/** By its own id, or by the id of one of its prices; null when Paddle has none. */
export async function findPaddleProduct(access: ProviderAccess, id: string): Promise<ProviderProduct | null> {
  const price = id.startsWith("pri_") ? await find(access, `/prices/${encodeURIComponent(id)}`) : null;
  const productId = price ? priceShape.parse(price.data).product_id : id;
  const found = await find(access, `/products/${encodeURIComponent(productId)}`, { include: "prices" });
  return found && readProduct(productShape.parse(found.data));
}

/** Paddle has no default price, so the first active price represents the product. */
function readProduct(product: Product): ProviderProduct {
  const prices = (product.prices ?? []).map(readPrice);
  const shown = prices.find(({ archived }) => !archived) ?? prices[0];
  return {
    externalId: product.id,
    name: product.name,
    description: product.description ?? null,
    taxCategory: product.tax_category ?? null,
    priceAmount: shown?.amount ?? null,
    currency: shown?.currency ?? null,
    interval: shown?.interval ?? null,
    intervalCount: shown?.intervalCount ?? null,
    prices,
  };
}

const intervals: Record<string, ProviderPrice["interval"]> = {
  day: "Day",
  week: "Week",
  month: "Month",
  year: "Year",
};

function readPrice({
  id,
  name,
  status,
  unit_price,
  billing_cycle,
}: z.output<typeof listedPrice>): ProviderPrice {
  return {
    externalId: id,
    name: name ?? null,
    amount: unit_price?.amount ?? null,
    currency: unit_price?.currency_code ?? null,
    interval: billing_cycle ? (intervals[billing_cycle.interval] ?? null) : null,
    intervalCount: billing_cycle?.frequency ?? null,
    archived: status === "archived",
  };
}
