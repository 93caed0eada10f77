"use client";
import { Webhook } from "lucide-react";
import { useLive } from "@/components/live/use-live";
import { EmptyState } from "@/components/ui/empty-state";
import type { DeliveryPage, DeliveryQuery } from "@/lib/webhooks/read-screens";
import { DeliveryFilters } from "./delivery-filters";
import { DeliveryTable } from "./delivery-table";
import { OlderLink } from "./older-link";

/** Deliveries with filters, newest first; refreshed as they change. */
export function DeliveryList({
  slug,
  query,
  first,
  showEndpoint = false,
}: {
  slug: string;
  query: DeliveryQuery;
  first: DeliveryPage;
  showEndpoint?: boolean;
}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined));
  const page = useLive<DeliveryPage>(`/api/dashboard/${slug}/deliveries?${asked}`, first, { everyMs: 3000 });
  const isFiltered = Boolean(query.search || query.status || query.type || query.after);
  if (page.deliveries.length === 0 && !isFiltered)
    return (
      <EmptyState icon={<Webhook />} title="Nothing sent yet">
        <p>Deliveries show up here with the request, each response, and the time of the next attempt.</p>
      </EmptyState>
    );
  return (
    <div className="grid grid-cols-1 gap-3">
      <DeliveryFilters />
      {page.deliveries.length > 0 ? (
        <DeliveryTable slug={slug} deliveries={page.deliveries} showEndpoint={showEndpoint} />
      ) : (
        <EmptyState title="No deliveries match">Try another status, event or search.</EmptyState>
      )}
      <OlderLink after={page.hasMore ? page.deliveries.at(-1)?.id : undefined} isFirst={!query.after} />
    </div>
  );
}
