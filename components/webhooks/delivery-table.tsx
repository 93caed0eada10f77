"use client";
import Link from "next/link";
import { useLive } from "@/components/live/live";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
import type { DeliveryPage, DeliveryQuery } from "@/lib/webhooks/read-screens";
import type { ShownDelivery } from "@/lib/webhooks/show-webhooks";
import { DeliveryStatus, lastAnswer, WhatIsNext } from "./delivery-status";
import { OlderLink } from "./older-link";

/** Deliveries, newest first; keeps itself fresh. */
export function DeliveryTable({
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
  const page = useLive<DeliveryPage>(`/api/dashboard/${slug}/deliveries?${asked}`, first, 3000);
  const last = page.deliveries.at(-1);
  return (
    <div className="grid gap-3">
      <Table label="Deliveries">
        <THead>
          <Th>Status</Th>
          <Th>Event</Th>
          {showEndpoint && <Th>Endpoint</Th>}
          <Th>Last answer</Th>
          <Th className="text-right">Attempts</Th>
          <Th>Created</Th>
        </THead>
        <tbody>
          {page.deliveries.map((delivery) => (
            <Row key={delivery.id} slug={slug} delivery={delivery} showEndpoint={showEndpoint} />
          ))}
        </tbody>
      </Table>
      <OlderLink after={page.hasMore ? last?.id : undefined} isFirst={!query.after} />
    </div>
  );
}

function Row({
  slug,
  delivery,
  showEndpoint,
}: {
  slug: string;
  delivery: ShownDelivery;
  showEndpoint: boolean;
}) {
  const note = WhatIsNext({ delivery });
  return (
    <Tr data-row>
      <Td>
        <DeliveryStatus delivery={delivery} />
      </Td>
      <Td>
        <Link
          data-row-link
          href={`/${slug}/developers/webhooks/deliveries/${delivery.id}`}
          className="touchable inline-flex items-center gap-2 rounded-sm font-medium hover:underline"
        >
          {delivery.type}
        </Link>
        <div className="flex items-center gap-1.5 font-mono text-ink-soft text-xs">
          {delivery.isTest ? <Badge>Test</Badge> : delivery.grantId}
        </div>
      </Td>
      {showEndpoint && (
        <Td className="max-w-56 truncate text-ink-soft text-sm" title={delivery.url}>
          {delivery.url.replace(/^https?:\/\//, "")}
        </Td>
      )}
      <Td className="min-w-40 max-w-72">
        <div className="truncate" title={lastAnswer(delivery)}>
          {lastAnswer(delivery)}
        </div>
        {note && <div className="text-ink-soft text-xs">{note}</div>}
      </Td>
      <Td className="tabular text-right">{delivery.attempts}</Td>
      <Td className="whitespace-nowrap text-ink-soft">
        <RelativeTime at={delivery.createdAt} />
      </Td>
    </Tr>
  );
}
