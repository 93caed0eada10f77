import { type Column, DataTable, KeyCell } from "@/components/lists/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import type { Sort } from "@/lib/search-params";
import type { ShownDelivery } from "@/lib/webhooks/show-webhooks";
import { DeliveryStatus, lastAnswer, WhatIsNext } from "./delivery-status";

export function DeliveryTable({
  slug,
  deliveries,
  sort,
  showEndpoint,
}: {
  slug: string;
  deliveries: ShownDelivery[];
  sort: Sort;
  showEndpoint: boolean;
}) {
  return (
    <DataTable
      label="Deliveries"
      rows={deliveries}
      columns={columns.filter(({ id }) => showEndpoint || id !== "endpoint")}
      sort={sort}
      hrefOf={({ id }) => `/${slug}/developers/webhooks/deliveries/${id}`}
    />
  );
}

const columns: Column<ShownDelivery>[] = [
  {
    id: "event",
    head: "Event",
    cell: (delivery) => (
      <KeyCell title={delivery.type}>
        {delivery.isTest ? (
          <Badge>Test</Badge>
        ) : (
          <span className="font-mono text-xs">{delivery.grantId}</span>
        )}
      </KeyCell>
    ),
  },
  { id: "status", head: "Status", cell: (delivery) => <DeliveryStatus delivery={delivery} /> },
  {
    id: "answer",
    head: "Last response",
    className: "sm:min-w-40 sm:max-w-72",
    cell: (delivery) => {
      const next = WhatIsNext({ delivery });
      return (
        <>
          <span className="block sm:truncate" title={lastAnswer(delivery)}>
            {lastAnswer(delivery)}
          </span>
          {next && <span className="block text-ink-soft text-xs">{next}</span>}
        </>
      );
    },
  },
  {
    id: "endpoint",
    head: "Endpoint",
    card: "line",
    className: "text-ink-soft text-sm sm:max-w-56 sm:truncate max-sm:break-all",
    cell: ({ url }) => <span title={url}>{url.replace(/^https?:\/\//, "")}</span>,
  },
  {
    id: "attempts",
    head: "Attempts",
    align: "end",
    card: "labelled",
    className: "tabular",
    cell: ({ attempts }) => attempts,
  },
  {
    id: "created",
    head: "Created",
    sorts: "desc",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];
