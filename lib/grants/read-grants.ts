import type { Tx } from "@/db/client";
import { readSort } from "@/lib/search-params";
import { readStatus } from "@/lib/status-case";
import { countGrants, grantSorts, listGrants } from "./find-grants";
import { grantView } from "./grant-view";

const pageSize = 50;

export type GrantsQuery = Partial<
  Record<"entitlement" | "status" | "q" | "sort" | "after", string | undefined>
>;

/** The filter that the URL of the list asks for. */
export function grantsFilter({ entitlement, status, q, sort, after }: GrantsQuery) {
  return {
    entitlementId: entitlement,
    status: readStatus(status ?? "") ?? undefined,
    search: q || undefined,
    sort: readSort(sort, grantSorts),
    after: after || undefined,
  };
}

/** A page of grants that match the query in the URL, with the counts per status. */
export async function readGrants(tx: Tx, businessId: string, query: GrantsQuery) {
  const filter = grantsFilter(query);
  const rows = await listGrants(tx, businessId, { ...filter, limit: pageSize + 1 });
  const page = rows.slice(0, pageSize);
  return {
    rows: page.map(grantView),
    next: rows.length > pageSize ? (page.at(-1)?.grant.id ?? null) : null,
    sort: filter.sort,
    counts: await countGrants(tx, businessId, query.entitlement),
  };
}

export type GrantsPage = Awaited<ReturnType<typeof readGrants>>;
