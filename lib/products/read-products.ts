import type { Tx } from "@/db/client";
import type { TargetRole } from "@/lib/discord/describe-target";
import {
  findEntitlement,
  productsOfEntitlement,
  summarizeEntitlements,
} from "@/lib/entitlements/find-entitlements";
import type { Membership } from "@/lib/membership";
import { findConnection } from "@/lib/payments/connections/find-connections";
import { priceWords } from "@/lib/payments/price-words";
import { mayAct } from "@/lib/rights";
import { readSort } from "@/lib/search-params";
import {
  countActiveCustomers,
  countBuyers,
  entitlementsOfProducts,
  findProduct,
  listProducts,
  type PriceRow,
  pricesOfProducts,
  productSorts,
} from "./products";
import { type Limit, type PriceShown, readLimit, readPrices } from "./read-prices";

const pageSize = 50;

/** The filter that the URL of the list asks for. */
export function productsFilter({ show, sort, after }: Record<string, string | undefined>) {
  return { archived: show === "archived", sort: readSort(sort, productSorts), after: after || undefined };
}

/** A page of products, each with its entitlements and number of customers. */
export async function readProducts(
  tx: Tx,
  { business, role }: Membership,
  query: Record<string, string | undefined>,
) {
  const filter = productsFilter(query);
  const found = await listProducts(tx, business.id, { ...filter, limit: pageSize + 1 });
  const page = found.slice(0, pageSize);
  const given = await entitlementsOfProducts(
    tx,
    page.map(({ id }) => id),
  );
  const prices = await pricesOfProducts(
    tx,
    page.map(({ id }) => id),
  );
  const rows = [];
  for (const product of page)
    rows.push({
      id: product.id,
      product,
      gives: given.filter(({ productId }) => productId === product.id).map((each) => each.entitlement),
      customers: await countActiveCustomers(tx, product.id),
      morePrices: Math.max(0, prices.filter((price) => isSold(price, product.id)).length - 1),
    });
  const next = found.length > pageSize ? (page.at(-1)?.id ?? null) : null;
  return { rows, next, sort: filter.sort, mayChange: mayAct(role, "admin") };
}

export type ListedProduct = Awaited<ReturnType<typeof readProducts>>["rows"][number];

const isSold = ({ productId, archivedAt }: PriceRow, id: string) => productId === id && archivedAt === null;

export type EntitlementChoice = {
  id: string;
  name: string;
  server: string;
  role: TargetRole;
  /** Null: the product does not give it. */
  attached: Limit | null;
};

/** One product with all entitlements, attached or not. */
export async function readProduct(tx: Tx, { business, role }: Membership, id: string) {
  const product = await findProduct(tx, business.id, id);
  const given = await entitlementsOfProducts(tx, [product.id]);
  const summaries = await summarizeEntitlements(tx, business.id, { limit: 100 });
  const limits = new Map<string, Limit>();
  for (const { entitlement, priceIds } of given)
    limits.set(entitlement.id, await readLimit(tx, product.id, priceIds));
  return {
    product,
    prices: await readPrices(tx, product),
    connection: product.connectionId ? await findConnection(tx, business.id, product.connectionId) : null,
    customers: await countActiveCustomers(tx, product.id),
    buyers: await countBuyers(tx, product.id),
    choices: summaries.map(
      ({ entitlement, guild, role }): EntitlementChoice => ({
        id: entitlement.id,
        name: entitlement.name,
        server: guild.name,
        role,
        attached: limits.get(entitlement.id) ?? null,
      }),
    ),
    mayChange: mayAct(role, "admin"),
  };
}

export type ProductChoice = {
  id: string;
  name: string;
  price: string;
  prices: PriceShown[];
  /** Null: it does not give the entitlement. */
  attached: Limit | null;
  /** People with a live purchase of it. */
  customers: number;
};

/** Every product, and whether it gives this entitlement. */
export async function readProductChoices(
  tx: Tx,
  businessId: string,
  entitlementId: string,
): Promise<ProductChoice[]> {
  await findEntitlement(tx, businessId, entitlementId);
  const attached = await productsOfEntitlement(tx, entitlementId);
  const choices: ProductChoice[] = [];
  for (const product of await listProducts(tx, businessId, { limit: 100 })) {
    const found = attached.find(({ id }) => id === product.id);
    choices.push({
      id: product.id,
      name: product.name,
      price: priceWords(product),
      prices: await readPrices(tx, product),
      attached: found ? await readLimit(tx, product.id, found.priceIds) : null,
      customers: await countActiveCustomers(tx, product.id),
    });
  }
  return choices;
}
