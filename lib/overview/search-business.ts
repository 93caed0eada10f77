import { and, asc, eq, ilike, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { containing } from "@/db/like";
import { products } from "@/db/schema";
import { summarizeCustomers } from "@/lib/customers/customers";
import { listEntitlements } from "@/lib/entitlements/find-entitlements";
import { listGrants } from "@/lib/grants/find-grants";
import { listGuilds } from "@/lib/guilds/guilds";
import { listMembers } from "@/lib/members";
import { listEndpoints, maxEndpoints } from "@/lib/webhooks/find-endpoints";

export type SearchHit = {
  kind: "customer" | "grant" | "entitlement" | "product" | "server" | "endpoint" | "member";
  id: string;
  label: string;
  note: string;
  /** Its page, after the business's slug. */
  path: string;
};

const ofEachKind = 4;

/** For the command menu: finds a grant by its id, customers, and what the business has by name. */
export async function searchBusiness(tx: Tx, businessId: string, text: string): Promise<SearchHit[]> {
  const search = text.trim().slice(0, 100);
  if (search.length < 2) return [];
  const isMeant = (...names: (string | null)[]) =>
    names.some((name) => name?.toLowerCase().includes(search.toLowerCase()));
  const grants = search.startsWith("entg_") ? await listGrants(tx, businessId, { search, limit: 3 }) : [];
  const customers = await summarizeCustomers(tx, businessId, { search, limit: 6 });
  const entitlements = await listEntitlements(tx, businessId, { limit: 200 });
  const guilds = await listGuilds(tx, businessId);
  const endpoints = await listEndpoints(tx, businessId, { limit: maxEndpoints });
  const members = await listMembers(tx, businessId);
  return [
    ...grants.map(({ grant, customer, entitlement }) => ({
      kind: "grant" as const,
      id: grant.id,
      label: customer.name || customer.email,
      note: entitlement.name,
      path: `/grants/${grant.id}`,
    })),
    ...customers.map(({ customer, account }) => ({
      kind: "customer" as const,
      id: customer.id,
      label: customer.name || customer.email,
      note: account ? `@${account.username}` : customer.email,
      path: `/customers/${customer.id}`,
    })),
    ...entitlements
      .filter(({ name }) => isMeant(name))
      .slice(0, ofEachKind)
      .map(({ id, name }) => ({
        kind: "entitlement" as const,
        id,
        label: name,
        note: "Entitlement",
        path: `/entitlements/${id}`,
      })),
    ...(await findProducts(tx, businessId, search)).map(({ id, name }) => ({
      kind: "product" as const,
      id,
      label: name,
      note: "Product",
      path: `/products/${id}`,
    })),
    ...guilds
      .filter(({ name }) => isMeant(name))
      .slice(0, ofEachKind)
      .map(({ id, name }) => ({
        kind: "server" as const,
        id,
        label: name,
        note: "Server",
        path: "/servers",
      })),
    ...endpoints
      .filter(({ url, description }) => isMeant(url, description))
      .slice(0, ofEachKind)
      .map(({ id, url }) => ({
        kind: "endpoint" as const,
        id,
        label: url,
        note: "Webhook endpoint",
        path: `/developers/webhooks/${id}`,
      })),
    ...members
      .filter(({ name, email }) => isMeant(name, email))
      .slice(0, ofEachKind)
      .map(({ id, name, email }) => ({
        kind: "member" as const,
        id,
        label: name ?? email,
        note: "Team",
        path: "/settings/team",
      })),
  ];
}

async function findProducts(
  tx: Tx,
  businessId: string,
  search: string,
): Promise<{ id: string; name: string }[]> {
  return tx
    .select({ id: products.id, name: products.name })
    .from(products)
    .where(
      and(
        eq(products.businessId, businessId),
        isNull(products.archivedAt),
        ilike(products.name, containing(search)),
      ),
    )
    .orderBy(asc(products.name), asc(products.id))
    .limit(ofEachKind);
}
