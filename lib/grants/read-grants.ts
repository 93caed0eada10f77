import type { Tx } from "@/db/client";
import { readSort } from "@/lib/search-params";
import { readStatus } from "@/lib/status-case";
import { countGrants, grantSorts, listGrants } from "./find-grants";
import { grantView } from "./grant-view";

const pageSize = 50;

/** A page of grants that match the query in the URL, with the counts per status. */
export async function readGrants(
  tx: Tx,
  businessId: string,
  query: Partial<Record<"entitlement" | "status" | "q" | "sort" | "after", string | undefined>>,
) {
  const sort = readSort(query.sort, grantSorts);
  const rows = await listGrants(tx, businessId, {
    entitlementId: query.entitlement,
    status: readStatus(query.status ?? "") ?? undefined,
    search: query.q || undefined,
    sort,
    after: query.after,
    limit: pageSize + 1,
  });
  const page = rows.slice(0, pageSize);
  return {
    rows: page.map(grantView),
    next: rows.length > pageSize ? (page.at(-1)?.grant.id ?? null) : null,
    sort,
    counts: await countGrants(tx, businessId, query.entitlement),
  };
}

export type GrantsPage = Awaited<ReturnType<typeof readGrants>>;
