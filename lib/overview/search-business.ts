import type { Tx } from "@/db/client";
import { summarizeCustomers } from "@/lib/customers/customers";
import { listEntitlements } from "@/lib/entitlements/find-entitlements";
import { listGrants } from "@/lib/grants/find-grants";

export type SearchHit = {
  kind: "customer" | "grant" | "entitlement";
  id: string;
  label: string;
  note: string;
};

/** For the command menu: finds a grant by its id, customers, and entitlements by name. */
export async function searchBusiness(tx: Tx, businessId: string, text: string): Promise<SearchHit[]> {
  const search = text.trim().slice(0, 100);
  if (search.length < 2) return [];
  const grants = search.startsWith("entg_") ? await listGrants(tx, businessId, { search, limit: 3 }) : [];
  const customers = await summarizeCustomers(tx, businessId, { search, limit: 6 });
  const entitlements = (await listEntitlements(tx, businessId, { limit: 200 }))
    .filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
    .slice(0, 4);
  return [
    ...grants.map(({ grant, customer, entitlement }) => ({
      kind: "grant" as const,
      id: grant.id,
      label: customer.name || customer.email,
      note: entitlement.name,
    })),
    ...customers.map(({ customer, account }) => ({
      kind: "customer" as const,
      id: customer.id,
      label: customer.name || customer.email,
      note: account ? `@${account.username}` : customer.email,
    })),
    ...entitlements.map(({ id, name }) => ({
      kind: "entitlement" as const,
      id,
      label: name,
      note: "Entitlement",
    })),
  ];
}
