"use client";
import { type Column, DataTable, KeyCell } from "@/components/lists/data-table";
import { useLive } from "@/components/live/use-live";
import { Dot } from "@/components/ui/dot";
import { RelativeTime } from "@/components/ui/relative-time";

import { sortRows } from "@/lib/search-params";
import type { EndpointRow, EndpointSort } from "@/lib/webhooks/read-screens";
import { EndpointBadge } from "./endpoint-badge";
import { filterWords } from "./event-words";

const sortValues: Record<EndpointSort["by"], (row: EndpointRow) => string> = {
  created: ({ createdAt }) => createdAt,
  url: ({ url }) => url,
};

export function EndpointTable({
  slug,
  first,
  sort,
}: {
  slug: string;
  first: EndpointRow[];
  sort: EndpointSort;
}) {
  const endpoints = useLive(`/api/dashboard/${slug}/webhooks`, first);
  return (
    <DataTable
      label="Webhook endpoints"
      rows={sortRows(endpoints, sort, sortValues)}
      columns={columns}
      sort={sort}
      hrefOf={({ id }) => `/${slug}/developers/webhooks/${id}`}
    />
  );
}

const columns: Column<EndpointRow>[] = [
  {
    id: "url",
    head: "Endpoint",
    sorts: "asc",
    className: "sm:max-w-96",
    cell: ({ url, description }) => <KeyCell title={url}>{description}</KeyCell>,
  },
  { id: "status", head: "Status", cell: (endpoint) => <EndpointBadge endpoint={endpoint} /> },
  {
    id: "events",
    head: "Events",
    card: "hidden",
    className: "max-w-56 truncate text-ink-soft",
    cell: ({ filterTypes }) => <span title={filterWords(filterTypes)}>{filterWords(filterTypes)}</span>,
  },
  { id: "recent", head: "Last 7 days", cell: ({ lastWeek }) => <LastWeek counts={lastWeek} /> },
  {
    id: "created",
    head: "Added",
    sorts: "desc",
    card: "hidden",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

const parts = [
  { status: "delivered", word: "delivered" },
  { status: "pending", word: "pending" },
  { status: "failed", word: "failed" },
] as const;

export function LastWeek({ counts }: { counts: EndpointRow["lastWeek"] }) {
  const some = parts.filter(({ status }) => counts[status] > 0);
  if (some.length === 0) return <span className="text-ink-soft">Nothing sent</span>;
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5">
      {some.map(({ status, word }) => (
        <li key={status} className="tabular inline-flex items-center gap-1.5 whitespace-nowrap">
          <Dot tone={status} />
          {counts[status].toLocaleString("en")} {word}
        </li>
      ))}
    </ul>
  );
}
