import { z } from "zod";
import { currencies } from "@/lib/money";
import { priceTerms } from "@/lib/price-terms";
import type {
  NewProduct,
  PriceRow,
  ProductRow,
  ProductShown,
  WantedAttachment,
} from "@/lib/products/products";
import { entitlementSummary, entitlementSummaryToWire } from "./entitlements";
import { operation } from "./operation";
import { pageOf, pageQuery } from "./paging";
import { metadata, metadataShown, time } from "./shared-schemas";

const intervals = z.enum(["Day", "Week", "Month", "Year"]);
const currency = z.enum(currencies, "must be a currency of ISO 4217, like USD");
const amount = z.number().int().min(0).max(99_999_999_999).describe("In the currency's smallest unit");
const count = z.number().int().min(1).max(1000);
const taxCategories = ["digital_products", "saas", "e_book", "edtech", "live_tutoring"] as const;

const oneTimePrice = z.object({
  type: z.literal("one_time_price"),
  price: amount,
  currency,
  ...priceTerms.shape,
});
const recurringPrice = z.object({
  type: z.literal("recurring_price"),
  price: amount,
  currency,
  ...priceTerms.shape,
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

const everyPriceShown = {
  ...priceTerms.shape,
  price: z.number().int(),
  currency: z.string(),
  discount: z.number(),
  purchasing_power_parity: z.boolean(),
};

const priceShown = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("one_time_price"), ...everyPriceShown }),
    z.object({
      type: z.literal("recurring_price"),
      ...everyPriceShown,
      payment_frequency_count: z.number().int(),
      payment_frequency_interval: intervals,
      subscription_period_count: z.number().int(),
      subscription_period_interval: intervals,
    }),
  ])
  .meta({ id: "PriceShown" });

const ownPrice = z
  .object({
    id: z.string(),
    external_id: z.string().describe("The payment provider's id of the price"),
    name: z.string().nullable(),
    amount: z.number().int().nullable().describe("null where the price has no fixed amount"),
    currency: z.string().nullable(),
    interval: intervals.nullable().describe("null: paid once"),
    interval_count: z.number().int().nullable(),
    archived: z.boolean(),
  })
  .meta({ id: "ProductPrice" });

const entitlementGiven = entitlementSummary
  .extend({
    price_ids: z
      .array(z.string())
      .nullable()
      .describe("Gatehouse's own: only these prices of the product give it; null: every price does"),
  })
  .meta({ id: "ProductEntitlement" });

const shared = {
  product_id: z.string(),
  business_id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  image: z.null(),
  is_recurring: z.boolean(),
  tax_category: z
    .enum(taxCategories)
    .describe("As the payment provider says; digital_products where it says none of these"),
  metadata: metadataShown,
  entitlements: z.array(entitlementGiven),
  external_id: z.string().nullable().describe("Gatehouse's own: the payment provider's id of the product"),
  created_at: time,
  updated_at: time,
};

export const product = z
  .object({
    ...shared,
    brand_id: z.string(),
    price: priceShown.describe("The default price; 0 USD where none is known"),
    prices: z
      .array(ownPrice)
      .describe("Gatehouse's own: every price of the product, where the payment provider keeps several"),
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

function sharedToWire({ row, gives }: Omit<ProductShown, "prices">) {
  return {
    product_id: row.id,
    business_id: row.businessId,
    name: row.name,
    description: row.description,
    image: null,
    is_recurring: row.interval !== null,
    tax_category: taxCategories.find((known) => known === row.taxCategory) ?? ("digital_products" as const),
    metadata: row.metadata,
    entitlements: gives.map(({ entitlement, priceIds }) => ({
      ...entitlementSummaryToWire(entitlement),
      price_ids: priceIds,
    })),
    external_id: row.externalId,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

export function productToWire(shown: ProductShown): z.input<typeof product> {
  const { row, prices } = shown;
  return {
    ...sharedToWire(shown),
    brand_id: row.businessId,
    price: priceToWire({ ...row, priceAmount: row.priceAmount ?? 0, currency: row.currency ?? "USD" }),
    prices: prices.map(ownPriceToWire),
    credit_entitlements: [],
    license_key_enabled: false,
  };
}

export function listedProductToWire(shown: Omit<ProductShown, "prices">): z.input<typeof listedProduct> {
  const { priceAmount, currency } = shown.row;
  const known = priceAmount !== null && currency !== null;
  return {
    ...sharedToWire(shown),
    price: priceAmount,
    currency,
    price_detail: known ? priceToWire({ ...shown.row, priceAmount, currency }) : null,
  };
}

type KnownPrice = Pick<
  ProductRow,
  "interval" | "intervalCount" | "periodInterval" | "periodCount" | "priceTerms"
> & {
  priceAmount: number;
  currency: string;
};

function priceToWire({
  priceAmount,
  currency,
  interval,
  periodInterval,
  priceTerms: terms,
  ...counts
}: KnownPrice): z.input<typeof priceShown> {
  const base = {
    price: priceAmount,
    currency,
    discount: 0,
    purchasing_power_parity: false,
    ...terms,
  };
  if (!interval) return { type: "one_time_price" as const, ...base };
  const every = counts.intervalCount ?? 1;
  return {
    type: "recurring_price" as const,
    ...base,
    payment_frequency_count: every,
    payment_frequency_interval: interval,
    subscription_period_count: counts.periodCount ?? every,
    subscription_period_interval: periodInterval ?? interval,
  };
}

function ownPriceToWire(price: PriceRow): z.input<typeof ownPrice> {
  return {
    id: price.id,
    external_id: price.externalId,
    name: price.name,
    amount: price.amount,
    currency: price.currency,
    interval: price.interval,
    interval_count: price.intervalCount,
    archived: price.archivedAt !== null,
  };
}

const name = z.string().min(1, "must not be empty").max(200, "must not be longer than 200 characters");
const description = z.string().max(2000, "must not be longer than 2000 characters");
const entitlements = z
  .array(
    z.object({
      entitlement_id: z.string().min(1).max(128),
      price_ids: z
        .array(z.string().min(1).max(128))
        .min(1, "name a price, or null for every price")
        .max(100)
        .nullish()
        .describe(
          "Gatehouse's own: only these prices of the product give it; null: every price; absent: as it was",
        ),
    }),
  )
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
      periodInterval: recurring?.subscription_period_interval ?? null,
      periodCount: recurring?.subscription_period_count ?? null,
      priceTerms: priceTerms.parse(newPrice),
    }),
  };
}

export function readAttachments(given: z.output<typeof entitlements>): WantedAttachment[] {
  return given.map(({ entitlement_id, price_ids }) => ({
    entitlementId: entitlement_id,
    priceIds: price_ids,
  }));
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
