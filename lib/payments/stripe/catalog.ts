import type Stripe from "stripe";
import type { ProviderAccess, ProviderPrice, ProviderProduct } from "@/lib/payments/provider";
import { client, findOrNull, listAll } from "./client";
import { idOf } from "./subscription";

/** Every product with all its prices: archived ones too, because subscriptions keep using them. */
export async function listStripeProducts(access: ProviderAccess): Promise<ProviderProduct[]> {
  const prices = new Map<string, Map<string, ProviderPrice>>();
  const products = new Map<string, Product>();
  for (const active of [true, false]) {
    const listed = await listAll(
      "prices",
      (page) => client(access).prices.list({ active, expand: ["data.product"], ...page }),
      ({ product, ...price }) => ({
        price: readPrice(price),
        productId: idOf.parse(product),
        product: isRead(product) ? used(product) : null,
      }),
    );
    for (const { price, productId, product } of listed) {
      prices.set(productId, (prices.get(productId) ?? new Map()).set(price.externalId, price));
      if (product) products.set(productId, product);
    }
  }
  return [...products.values()].map((product) =>
    readProduct(product, [...(prices.get(product.id)?.values() ?? [])]),
  );
}

/** By its own id, or by the id of one of its prices; null when Stripe has none. */
export async function findStripeProduct(access: ProviderAccess, id: string): Promise<ProviderProduct | null> {
  const named = await findOrNull(() => client(access).products.retrieve(id));
  const price = named
    ? null
    : await findOrNull(() => client(access).prices.retrieve(id, { expand: ["product"] }));
  const product = named ?? (price && isRead(price.product) ? price.product : null);
  if (!product) return null;
  const prices: ProviderPrice[] = [];
  for (const active of [true, false])
    prices.push(
      ...(await listAll(
        "prices",
        (page) => client(access).prices.list({ product: product.id, active, ...page }),
        readPrice,
      )),
    );
  return readProduct(product, prices);
}

function isRead(product: Stripe.Price["product"]): product is Stripe.Product {
  return typeof product === "object" && !product.deleted;
}

/** The part of a product that is read. A list repeats it with each of its prices. */
type Product = Pick<Stripe.Product, "id" | "name" | "description" | "tax_code" | "default_price" | "active">;

function used({ id, name, description, tax_code, default_price, active }: Stripe.Product): Product {
  return { id, name, description, tax_code, default_price, active };
}

function readProduct(product: Product, prices: ProviderPrice[]): ProviderProduct {
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

function readPrice(price: Omit<Stripe.Price, "product">): ProviderPrice {
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
