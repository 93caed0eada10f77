import type { Merchant } from "../merchant";
import type { Price, Product } from "../objects";
import { stripeId } from "../stripe-id";

type GivenProduct = Pick<Product, "name"> & Partial<Product>;

export function newProduct({ account, now }: Merchant, given: GivenProduct): Product {
  const product: Product = {
    id: stripeId("prod"),
    object: "product",
    active: true,
    created: now(),
    default_price: null,
    description: null,
    images: [],
    livemode: account.livemode,
    marketing_features: [],
    metadata: {},
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: "service",
    unit_label: null,
    updated: now(),
    url: null,
    ...given,
  };
  account.products.set(product.id, product);
  return product;
}

export type GivenPrice = Pick<Price, "product" | "unit_amount"> &
  Partial<Omit<Price, "recurring">> & { interval?: string | null; interval_count?: number };

export function newPrice(
  { account, now }: Merchant,
  { interval, interval_count, ...given }: GivenPrice,
): Price {
  const price: Price = {
    id: stripeId("price"),
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    created: now(),
    currency: "usd",
    custom_unit_amount: null,
    livemode: account.livemode,
    lookup_key: null,
    metadata: {},
    nickname: null,
    recurring: interval
      ? {
          interval,
          interval_count: interval_count ?? 1,
          meter: null,
          trial_period_days: null,
          usage_type: "licensed",
        }
      : null,
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: interval ? "recurring" : "one_time",
    unit_amount_decimal: given.unit_amount === null ? null : String(given.unit_amount),
    ...given,
  };
  account.prices.set(price.id, price);
  return price;
}
