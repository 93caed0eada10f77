"use client";
import { useState } from "react";
import { FilterLinks } from "@/components/lists/filter-links";
import { ListTools } from "@/components/lists/list-tools";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { queryString } from "@/components/live/query-string";
import { useLive } from "@/components/live/use-live";
import { cn } from "@/components/ui/class-names";
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
  query: Record<string, string | undefined>;
  first: GrantsPage;
  mayChange: boolean;
}) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const search = queryString({ ...query, entitlement: entitlementId });
  const { rows, next, sort, counts } = useLive(`/api/dashboard/${slug}/grants?${search}`, first);
  const filtered = Boolean(query.q || query.status);
  return (
    <div className={cn("grid min-w-0 content-start gap-3", mayChange && "pb-16")}>
      <FilterLinks
        name="status"
        label="Status"
        choices={statusFilters.map(({ value, label }) => ({
          value,
          label,
          count: value === "all" ? sum(counts) : counts[value],
        }))}
      />
      <ListTools slug={slug} list="grants" of={{ entitlement: entitlementId }} mayExport={mayChange}>
        <SearchBox label="Search email or Discord name" className="w-full sm:w-64" />
      </ListTools>
      {rows.length === 0 && filtered && <NothingMatches>No grants match.</NothingMatches>}
      {rows.length === 0 && !filtered && (
        <p className="rounded-lg border border-dashed py-10 text-center text-ink-soft">
          Nobody has it yet. Customers show up here as they buy, or when you give it to them.
        </p>
      )}
      {rows.length > 0 && (
        <GrantTable
          slug={slug}
          rows={rows}
          sort={sort}
          mayChange={mayChange}
          {...(mayChange && { selection: { ticked, onTick: setTicked } })}
        />
      )}
      <Pager next={next} />
      {mayChange && (
        <BulkBar
          slug={slug}
          noun="grant"
          selected={{ count: ticked.size, choice: { ids: [...ticked] } }}
          whole={query.q ? undefined : matching(entitlementId, query.status, counts)}
          onDone={() => setTicked(new Set())}
        />
      )}
    </div>
  );
}

function matching(entitlementId: string, asked: string | undefined, counts: GrantsPage["counts"]) {
  const status = statuses.find((status) => status === asked);
  const count = status ? counts[status] : sum(counts);
  return { count, choice: { entitlementId, ...(status && { status }) } };
}

const statuses = ["pending", "delivered", "failed", "revoked"] as const;

function sum(counts: GrantsPage["counts"]): number {
  return statuses.reduce((total, status) => total + counts[status], 0);
}
