"use client";
import { Webhook } from "lucide-react";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { Pager } from "@/components/lists/pager";
import { queryString } from "@/components/live/query-string";
import { useLive } from "@/components/live/use-live";
import { EmptyState } from "@/components/ui/empty-state";
import type { DeliveryPage, DeliveryQuery } from "@/lib/webhooks/read-screens";
import { DeliveryFilters } from "./delivery-filters";
import { DeliveryTable } from "./delivery-table";

/** Deliveries with filters, newest first; refreshed as they change. */
export function DeliveryList({
  slug,
  query,
  first,
  mayExport,
  showEndpoint = false,
}: {
  slug: string;
  query: DeliveryQuery;
  first: DeliveryPage;
  mayExport: boolean;
  showEndpoint?: boolean;
}) {
  const page = useLive<DeliveryPage>(`/api/dashboard/${slug}/deliveries?${queryString(query)}`, first, {
    everyMs: 3000,
  });
  const isFiltered = Boolean(query.q || query.status || query.type || query.after);
  if (page.deliveries.length === 0 && !isFiltered)
    return (
      <EmptyState icon={<Webhook />} title="Nothing sent yet">
        <p>Deliveries show up here with the request, each response, and the time of the next attempt.</p>
      </EmptyState>
    );
  return (
    <div className="grid grid-cols-1 gap-3">
      <DeliveryFilters
        slug={slug}
        mayExport={mayExport}
        {...(query.endpoint && { of: { endpoint: query.endpoint } })}
      />
      {page.deliveries.length > 0 ? (
        <DeliveryTable
          slug={slug}
          deliveries={page.deliveries}
          sort={page.sort}
          showEndpoint={showEndpoint}
        />
      ) : (
        <NothingMatches>No deliveries match.</NothingMatches>
      )}
      <Pager next={page.next} />
    </div>
  );
}
