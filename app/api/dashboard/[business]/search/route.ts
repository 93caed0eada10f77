import type { NextRequest } from "next/server";
import { memberJson } from "@/lib/auth";
import { summarizeCustomers } from "@/lib/customers/customers";
import { listEntitlements } from "@/lib/entitlements/find-entitlements";
import { listGrants } from "@/lib/grants/find-grants";

type Context = { params: Promise<{ business: string }> };

/** What the command menu finds: customers, the grant with this very id, entitlements by name. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { business: slug } = await params;
  const search = (request.nextUrl.searchParams.get("q") ?? "").trim().slice(0, 100);
  return memberJson(slug, ({ business, inTransaction }) =>
    inTransaction(async (tx) => {
      if (search.length < 2) return [];
      const customers = await summarizeCustomers(tx, business.id, { search, limit: 6 });
      const grants = search.startsWith("entg_")
        ? await listGrants(tx, business.id, { search, limit: 3 })
        : [];
      const entitlements = (await listEntitlements(tx, business.id, { limit: 200 }))
        .filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
        .slice(0, 4);
      return [
        ...grants.map(({ grant, customer, entitlement }) => ({
          id: grant.id,
          label: customer.name || customer.email,
          note: entitlement.name,
          href: `/${slug}/grants/${grant.id}`,
        })),
        ...customers.map(({ customer, account }) => ({
          id: customer.id,
          label: customer.name || customer.email,
          note: account ? `@${account.username}` : customer.email,
          href: `/${slug}/customers/${customer.id}`,
        })),
        ...entitlements.map(({ id, name }) => ({
          id,
          label: name,
          note: "Entitlement",
          href: `/${slug}/entitlements/${id}`,
        })),
      ];
    }),
  );
}
