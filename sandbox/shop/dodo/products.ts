import { z } from "zod";
import type { ShopProduct } from "../accounts";
import { type Shop, stamp } from "../open-shop";
import { newProduct } from "../records";
import { found } from "../shop";
import { dodoApi, done, fits, metadataInput, page, readBody } from "./api";

const interval = z.enum(["Day", "Week", "Month", "Year"]);
const currency = z.custom<ShopProduct["price"]["currency"]>(
  (value) => typeof value === "string" && /^[A-Z]{3}$/.test(value),
  "A currency is three capital letters.",
);
const amount = z.number().int().min(0);
const common = {
  currency,
  discount: z.number().default(0),
  purchasing_power_parity: z.boolean().default(false),
  tax_inclusive: z.boolean().nullish(),
};
const repeated = {
  payment_frequency_count: z.number().int().positive(),
  payment_frequency_interval: interval,
  subscription_period_count: z.number().int().positive(),
  subscription_period_interval: interval,
};
const priceInput = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("one_time_price"),
    price: amount,
    pay_what_you_want: z.boolean().default(false),
    suggested_price: amount.nullish(),
    ...common,
  }),
  z.object({
    type: z.literal("recurring_price"),
    price: amount,
    trial_period_days: z.number().int().min(0).default(0),
    ...repeated,
    ...common,
  }),
  z.object({ type: z.literal("usage_based_price"), fixed_price: amount, ...repeated, ...common }),
]);
const taxCategory = z.enum(["digital_products", "saas", "e_book", "edtech"]);
const productInput = z.object({
  name: z.string().min(1),
  price: priceInput,
  tax_category: taxCategory,
  description: z.string().nullish(),
  metadata: metadataInput.optional(),
});
const productPatch = z.object({
  name: z.string().min(1).nullish(),
  price: priceInput.nullish(),
  tax_category: taxCategory.nullish(),
  description: z.string().nullish(),
  metadata: metadataInput.nullish(),
});

export function productRoutes(shop: Shop) {
  const products = dodoApi(shop);
  products.get("/", (c) => {
    const archived = c.req.query("archived") === "true";
    const listed = [...c.get("account").products.values()].filter(
      (product) =>
        product.archived === archived &&
        fits(c, { recurring: product.is_recurring, brand_id: product.brand_id }),
    );
    return page(c, listed.map(listItem));
  });
  products.post("/", async (c) => {
    const given = await readBody(c, productInput);
    const product = newProduct(shop, c.get("account"), { ...given, description: given.description ?? null });
    shop.changed();
    return c.json(withoutArchived(product));
  });
  products.get("/:product_id", (c) =>
    c.json(withoutArchived(found(c.get("account").products, c.req.param("product_id")))),
  );
  products.patch("/:product_id", async (c) => {
    const product = found(c.get("account").products, c.req.param("product_id"));
    const given = await readBody(c, productPatch);
    if (given.name) product.name = given.name;
    if (given.description !== undefined) product.description = given.description;
    if (given.tax_category) product.tax_category = given.tax_category;
    if (given.metadata) product.metadata = given.metadata;
    if (given.price) {
      product.price = given.price;
      product.is_recurring = given.price.type !== "one_time_price";
    }
    product.updated_at = stamp(shop);
    shop.changed();
    return done(c);
  });
  products.delete("/:product_id", (c) => {
    found(c.get("account").products, c.req.param("product_id")).archived = true;
    shop.changed();
    return done(c);
  });
  products.post("/:product_id/unarchive", (c) => {
    found(c.get("account").products, c.req.param("product_id")).archived = false;
    shop.changed();
    return done(c);
  });
  return products;
}

function withoutArchived({ archived, ...product }: ShopProduct) {
  return product;
}

function listItem(product: ShopProduct) {
  const { price } = product;
  return {
    product_id: product.product_id,
    business_id: product.business_id,
    name: product.name,
    description: product.description,
    image: product.image,
    is_recurring: product.is_recurring,
    metadata: product.metadata,
    tax_category: product.tax_category,
    tax_inclusive: price.tax_inclusive ?? false,
    price: price.type === "usage_based_price" ? price.fixed_price : price.price,
    price_detail: price,
    currency: price.currency,
    entitlements: product.entitlements,
    created_at: product.created_at,
    updated_at: product.updated_at,
  };
}
