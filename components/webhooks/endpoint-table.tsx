"use client";
import Link from "next/link";
import { useLive } from "@/components/live/use-live";
import { Dot } from "@/components/ui/dot";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
import type { EndpointRow } from "@/lib/webhooks/read-screens";
import { EndpointBadge } from "./endpoint-badge";
import { filterWords } from "./event-words";

export function EndpointTable({ slug, first }: { slug: string; first: EndpointRow[] }) {
  const endpoints = useLive(`/api/dashboard/${slug}/webhooks`, first);
  return (
    <Table label="Webhook endpoints">
      <THead>
        <Th>Endpoint</Th>
        <Th className="max-sm:hidden">Status</Th>
        <Th className="max-sm:hidden">Events</Th>
        <Th className="max-sm:hidden">Last 7 days</Th>
      </THead>
      <tbody>
        {endpoints.map((endpoint) => (
          <Tr key={endpoint.id} data-row>
            <Td className="max-w-96">
              <Link
                data-row-link
                href={`/${slug}/developers/webhooks/${endpoint.id}`}
                className="touchable flex items-center rounded-sm font-medium hover:underline"
              >
                <span className="truncate">{endpoint.url}</span>
              </Link>
              {endpoint.description && (
                <div className="truncate text-ink-soft text-sm">{endpoint.description}</div>
              )}
              <div className="mt-1.5 flex flex-wrap gap-x-3 gap-y-1 sm:hidden">
                <EndpointBadge endpoint={endpoint} />
                <LastWeek counts={endpoint.lastWeek} />
              </div>
            </Td>
            <Td className="max-sm:hidden">
              <EndpointBadge endpoint={endpoint} />
            </Td>
            <Td
              className="max-sm:hidden max-w-56 truncate text-ink-soft"
              title={filterWords(endpoint.filterTypes)}
            >
              {filterWords(endpoint.filterTypes)}
            </Td>
            <Td className="max-sm:hidden">
              <LastWeek counts={endpoint.lastWeek} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

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
