import type Stripe from "stripe";
import type { ProviderAccess, ProviderPrice, ProviderProduct } from "@/lib/payments/provider";
import { call, client, findOrNull } from "./client";
import { idOf } from "./subscription";

/** Every product with all its prices: archived ones too, because subscriptions keep using them. */
export async function listStripeProducts(access: ProviderAccess): Promise<ProviderProduct[]> {
  const stripe = client(access);
  const prices = new Map<string, Map<string, Stripe.Price>>();
  const products = new Map<string, Stripe.Product>();
  await call(async () => {
    for (const active of [true, false])
      for await (const price of stripe.prices.list({ active, limit: 100, expand: ["data.product"] })) {
        const id = idOf.parse(price.product);
        prices.set(id, (prices.get(id) ?? new Map()).set(price.id, price));
        if (isRead(price.product)) products.set(id, price.product);
      }
  });
  return [...products.values()].map((product) =>
    readProduct(product, [...(prices.get(product.id)?.values() ?? [])]),
  );
}

/** By its own id, or by the id of one of its prices; null when Stripe has none. */
export async function findStripeProduct(access: ProviderAccess, id: string): Promise<ProviderProduct | null> {
  const stripe = client(access);
  const named = await findOrNull(() => stripe.products.retrieve(id));
  const price = named ? null : await findOrNull(() => stripe.prices.retrieve(id, { expand: ["product"] }));
  const product = named ?? (price && isRead(price.product) ? price.product : null);
  if (!product) return null;
  const productId = product.id;
  const prices: Stripe.Price[] = [];
  await call(async () => {
    for (const active of [true, false])
      for await (const each of stripe.prices.list({ product: productId, active, limit: 100 }))
        prices.push(each);
  });
  return readProduct(product, prices);
}

function isRead(product: Stripe.Price["product"]): product is Stripe.Product {
  return typeof product === "object" && !product.deleted;
}

function readProduct(product: Stripe.Product, listed: Stripe.Price[]): ProviderProduct {
  const prices = listed.map(readPrice);
  const defaultId = product.default_price ? idOf.parse(product.default_price) : null;
  const shown =
    prices.find(({ externalId }) => externalId === defaultId) ??
    prices.find(({ archived }) => !archived) ??
    prices[0];
  return {
    externalId: product.id,
    name: product.name,
    description: product.description ?? null,
    taxCategory: product.tax_code ? taxCategoryOf(idOf.parse(product.tax_code)) : null,
    priceAmount: shown?.amount ?? null,
    currency: shown?.currency ?? null,
    interval: shown?.interval ?? null,
    intervalCount: shown?.intervalCount ?? null,
    archived: product.active === false,
    prices,
  };
}

/** Stripe's tax codes begin with the kind of good: txcd_10103… is software as a service, txcd_10302… books. */
function taxCategoryOf(code: string): string {
  if (code.startsWith("txcd_10103")) return "saas";
  if (code.startsWith("txcd_10302")) return "e_book";
  return "digital_products";
}

const intervals: Record<string, ProviderPrice["interval"]> = {
  day: "Day",
  week: "Week",
  month: "Month",
  year: "Year",
};

function readPrice(price: Stripe.Price): ProviderPrice {
  return {
    externalId: price.id,
    name: price.nickname ?? null,
    amount: price.unit_amount,
    currency: price.currency.toUpperCase(),
    interval: price.recurring ? (intervals[price.recurring.interval] ?? null) : null,
    intervalCount: price.recurring?.interval_count ?? null,
    archived: !price.active,
  };
}
