"use client";
import { useState } from "react";
import { FilterLinks } from "@/components/lists/filter-links";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { useLive } from "@/components/live/use-live";
import type { GrantsPage } from "@/lib/grants/read-grants";
import { BulkBar } from "./bulk-bar";
import { GrantTable } from "./grant-table";
import { statusFilters } from "./grant-words";

/** One entitlement's grants, with filters, search and bulk actions; refreshed as they change. */
export function GrantsList({
  slug,
  entitlementId,
  query,
  first,
  mayChange,
}: {
  slug: string;
  entitlementId: string;
  query: Record<string, string>;
  first: GrantsPage;
  mayChange: boolean;
}) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const search = new URLSearchParams({ ...query, entitlement: entitlementId });
  const { rows, next, counts } = useLive(`/api/dashboard/${slug}/grants?${search}`, first);
  const total = counts.pending + counts.delivered + counts.failed + counts.revoked;
  return (
    <div className="grid content-start gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <FilterLinks
          name="status"
          label="Status"
          choices={statusFilters.map(({ value, label }) => ({
            value,
            label,
            count: value === "all" ? total : counts[value],
          }))}
        />
        <SearchBox label="Search email or Discord name" className="w-full sm:w-64" />
      </div>
      {mayChange && (
        <BulkBar
          slug={slug}
          entitlementId={entitlementId}
          status={query.status}
          matching={query.q ? 0 : matchingCount(query.status, counts, total)}
          ticked={ticked}
          onDone={() => setTicked(new Set())}
        />
      )}
      {rows.length === 0 ? (
        <p className="rounded-lg border border-dashed py-10 text-center text-ink-soft">
          {query.q || query.status
            ? "No grants match."
            : "No one has bought this yet. Grants show up here as people buy."}
        </p>
      ) : (
        <GrantTable slug={slug} rows={rows} ticked={ticked} {...(mayChange && { onTick: setTicked })} />
      )}
      <Pager next={next} />
    </div>
  );
}

function matchingCount(status: string | undefined, counts: GrantsPage["counts"], total: number): number {
  return status && status in counts ? counts[status as keyof GrantsPage["counts"]] : total;
}
