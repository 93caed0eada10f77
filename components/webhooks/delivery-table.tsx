import Link from "next/link";
import { cn } from "@/components/ui/class-names";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
import type { ShownDelivery } from "@/lib/webhooks/show-webhooks";
import { DeliveryStatus, lastAnswer, WhatIsNext } from "./delivery-status";

/** Hidden on phones, where one column shows everything. */
const wide = "max-sm:hidden";

export function DeliveryTable({
  slug,
  deliveries,
  showEndpoint,
}: {
  slug: string;
  deliveries: ShownDelivery[];
  showEndpoint: boolean;
}) {
  return (
    <Table label="Deliveries">
      <THead>
        <Th className={wide}>Status</Th>
        <Th>Event</Th>
        {showEndpoint && <Th className={wide}>Endpoint</Th>}
        <Th className={wide}>Last response</Th>
        <Th className={cn(wide, "text-right")}>Attempts</Th>
        <Th className={wide}>Created</Th>
      </THead>
      <tbody>
        {deliveries.map((delivery) => (
          <Row key={delivery.id} slug={slug} delivery={delivery} showEndpoint={showEndpoint} />
        ))}
      </tbody>
    </Table>
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
      <Td className={wide}>
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
        <div className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-ink-soft text-sm sm:hidden">
          <DeliveryStatus delivery={delivery} />
          {note ?? <RelativeTime at={delivery.createdAt} />}
        </div>
      </Td>
      {showEndpoint && (
        <Td className="max-sm:hidden max-w-56 truncate text-ink-soft text-sm" title={delivery.url}>
          {delivery.url.replace(/^https?:\/\//, "")}
        </Td>
      )}
      <Td className="max-sm:hidden min-w-40 max-w-72">
        <div className="truncate" title={lastAnswer(delivery)}>
          {lastAnswer(delivery)}
        </div>
        {note && <div className="text-ink-soft text-xs">{note}</div>}
      </Td>
      <Td className="tabular max-sm:hidden text-right">{delivery.attempts}</Td>
      <Td className="max-sm:hidden whitespace-nowrap text-ink-soft">
        <RelativeTime at={delivery.createdAt} />
      </Td>
    </Tr>
  );
}
