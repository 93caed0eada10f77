import { z } from "zod";
import type { EntitlementRow } from "@/lib/entitlements/find-entitlements";
import type { NewProduct, ProductRow } from "@/lib/products/products";
import { entitlementSummary, entitlementSummaryToWire } from "./entitlements";
import { operation } from "./operation";
import { pageOf, pageQuery } from "./paging";
import { metadata, metadataShown, time } from "./shared-schemas";

const intervals = z.enum(["Day", "Week", "Month", "Year"]);
const currency = z.string().regex(/^[A-Z]{3}$/, "must be three capital letters, like USD");
const amount = z.number().int().min(0).max(99_999_999_999).describe("In the currency's smallest unit");
const count = z.number().int().min(1).max(1000);
const taxCategories = ["digital_products", "saas", "e_book", "edtech", "live_tutoring"] as const;

const oneTimePrice = z.object({ type: z.literal("one_time_price"), price: amount, currency });
const recurringPrice = z.object({
  type: z.literal("recurring_price"),
  price: amount,
  currency,
  payment_frequency_count: count,
  payment_frequency_interval: intervals,
  subscription_period_count: count,
  subscription_period_interval: intervals,
});

const price = z
  .discriminatedUnion("type", [oneTimePrice, recurringPrice], {
    error: (issue) =>
      issue.code === "invalid_union"
        ? "type must be one_time_price or recurring_price: Gatehouse has no usage-based prices"
        : undefined,
  })
  .meta({ id: "Price" });

const priceShown = z
  .object({
    type: z.enum(["one_time_price", "recurring_price"]),
    price: z.number().int(),
    currency: z.string(),
    discount: z.literal(0),
    purchasing_power_parity: z.literal(false),
    payment_frequency_count: z.number().int().optional(),
    payment_frequency_interval: intervals.optional(),
    subscription_period_count: z.number().int().optional(),
    subscription_period_interval: intervals.optional(),
  })
  .meta({ id: "PriceShown" });

const shared = {
  product_id: z.string(),
  business_id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  image: z.null(),
  is_recurring: z.boolean(),
  tax_category: z.string().nullable(),
  metadata: metadataShown,
  entitlements: z.array(entitlementSummary),
  external_id: z.string().nullable().describe("Gatehouse's own: the payment provider's id of the product"),
  created_at: time,
  updated_at: time,
};

export const product = z
  .object({
    ...shared,
    brand_id: z.string(),
    price: priceShown.nullable().describe("null when the provider has not reported it"),
    credit_entitlements: z.array(z.never()),
    license_key_enabled: z.literal(false),
  })
  .meta({ id: "Product" });

export const listedProduct = z
  .object({
    ...shared,
    price: z.number().int().nullable(),
    currency: z.string().nullable(),
    price_detail: priceShown.nullable(),
  })
  .meta({ id: "ListedProduct" });

function sharedToWire(row: ProductRow, gives: EntitlementRow[]) {
  return {
    product_id: row.id,
    business_id: row.businessId,
    name: row.name,
    description: row.description,
    image: null,
    is_recurring: row.interval !== null,
    tax_category: row.taxCategory,
    metadata: row.metadata,
    entitlements: gives.map(entitlementSummaryToWire),
    external_id: row.externalId,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

export function productToWire(row: ProductRow, gives: EntitlementRow[]): z.input<typeof product> {
  const brand_id = row.businessId;
  const nothing = { credit_entitlements: [], license_key_enabled: false as const };
  return { ...sharedToWire(row, gives), brand_id, price: priceToWire(row), ...nothing };
}

export function listedProductToWire(row: ProductRow, gives: EntitlementRow[]): z.input<typeof listedProduct> {
  const { priceAmount, currency } = row;
  return { ...sharedToWire(row, gives), price: priceAmount, currency, price_detail: priceToWire(row) };
}

function priceToWire({ priceAmount, currency, interval, intervalCount }: ProductRow) {
  if (priceAmount === null || currency === null) return null;
  const base = {
    price: priceAmount,
    currency,
    discount: 0 as const,
    purchasing_power_parity: false as const,
  };
  if (!interval) return { type: "one_time_price" as const, ...base };
  const every = intervalCount ?? 1;
  return {
    type: "recurring_price" as const,
    ...base,
    payment_frequency_count: every,
    payment_frequency_interval: interval,
    subscription_period_count: every,
    subscription_period_interval: interval,
  };
}

const name = z.string().min(1, "must not be empty").max(200, "must not be longer than 200 characters");
const description = z.string().max(2000, "must not be longer than 2000 characters");
const entitlements = z
  .array(z.object({ entitlement_id: z.string().min(1).max(128) }))
  .max(50, "a product can give 50 entitlements at most");

const createBody = z.object({
  name,
  price,
  tax_category: z.enum(taxCategories),
  description: description.nullish(),
  entitlements: entitlements.nullish(),
  metadata: metadata.nullish(),
});

const updateBody = z.object({
  name: name.nullish(),
  price: price.nullish(),
  tax_category: z.enum(taxCategories).nullish(),
  description: description.nullish(),
  entitlements: entitlements.nullish().describe("The whole new list; [] removes all"),
  metadata: metadata.nullish(),
});

export function readProduct(body: z.output<typeof updateBody>): Partial<NewProduct> {
  const { price: newPrice } = body;
  const recurring = newPrice?.type === "recurring_price" ? newPrice : null;
  return {
    ...(body.name != null && { name: body.name }),
    ...(body.description !== undefined && { description: body.description }),
    ...(body.tax_category && { taxCategory: body.tax_category }),
    ...(body.metadata && { metadata: body.metadata }),
    ...(newPrice && {
      priceAmount: newPrice.price,
      currency: newPrice.currency,
      interval: recurring?.payment_frequency_interval ?? null,
      intervalCount: recurring?.payment_frequency_count ?? null,
    }),
  };
}

export const productOperations = [
  operation({
    id: "products.list",
    method: "GET",
    path: "/products",
    summary: "List products, newest first",
    query: pageQuery.extend({
      archived: z.stringbool().optional().describe("true: only the archived ones"),
      recurring: z.stringbool().optional(),
    }),
    answer: pageOf(listedProduct),
  }),
  operation({
    id: "products.create",
    method: "POST",
    path: "/products",
    summary: "Create a product",
    description:
      "A product of your own. Products that a connected payment provider sells appear automatically.",
    body: createBody,
    answer: product,
    errors: [404],
    example: {
      body: {
        name: "Pro",
        tax_category: "saas",
        price: {
          type: "recurring_price",
          price: 1900,
          currency: "USD",
          payment_frequency_count: 1,
          payment_frequency_interval: "Month",
          subscription_period_count: 1,
          subscription_period_interval: "Year",
        },
      },
    },
  }),
  operation({
    id: "products.retrieve",
    method: "GET",
    path: "/products/{id}",
    summary: "Retrieve a product",
    description: "By its id here, or by the payment provider's id.",
    answer: product,
    errors: [404],
  }),
  operation({
    id: "products.update",
    method: "PATCH",
    path: "/products/{id}",
    summary: "Update a product and what it gives",
    description:
      "Absent fields stay as they are. `entitlements` is what buyers get from now on; earlier buyers keep what " +
      "they have. If a payment provider sells the product, change its name and price there.",
    body: updateBody,
    answer: null,
    errors: [404],
    example: { body: { entitlements: [{ entitlement_id: "ent_0ThYvZfz2wq1mJcXk4R7B" }] } },
  }),
  operation({
    id: "products.archive",
    method: "DELETE",
    path: "/products/{id}",
    summary: "Archive a product",
    answer: null,
    errors: [404],
  }),
  operation({
    id: "products.unarchive",
    method: "POST",
    path: "/products/{id}/unarchive",
    summary: "Take a product out of the archive",
    answer: null,
    errors: [404],
  }),
] as const;
