import type { Tx } from "@/db/client";
import { readStatus } from "@/lib/status-case";
import { countGrants, listGrants } from "./find-grants";
import { grantView } from "./grant-view";

const pageSize = 50;

/** A page of grants that match the query in the URL, with the counts per status. */
export async function readGrants(
  tx: Tx,
  businessId: string,
  query: { entitlement?: string | undefined; status?: string | undefined; q?: string; after?: string },
) {
  const rows = await listGrants(tx, businessId, {
    entitlementId: query.entitlement,
    status: readStatus(query.status ?? "") ?? undefined,
    search: query.q || undefined,
    after: query.after,
    limit: pageSize + 1,
  });
  const page = rows.slice(0, pageSize);
  return {
    rows: page.map(grantView),
    next: rows.length > pageSize ? (page.at(-1)?.grant.id ?? null) : null,
    counts: await countGrants(tx, businessId, query.entitlement),
  };
}

export type GrantsPage = Awaited<ReturnType<typeof readGrants>>;
