import { Inbox } from "lucide-react";
import type { Metadata } from "next";
import { FilterLinks } from "@/components/lists/filter-links";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { RefreshWhile } from "@/components/live/refresh-while";
import { InboxEventRow } from "@/components/payments/inbox-event-row";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { asMember } from "@/lib/auth";
import { findConnection } from "@/lib/payments/connections";
import {
  type InboxState,
  inboxState,
  listInboxEvents,
  wasFoundByAsking,
} from "@/lib/purchases/find-inbox-events";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Events of a payment provider" };

type Props = {
  params: Promise<{ business: string; connection: string }>;
  searchParams: Promise<{ q?: string; after?: string; state?: string }>;
};

const pageSize = 50;
const states: { value: InboxState | ""; label: string }[] = [
  { value: "", label: "All" },
  { value: "done", label: "Applied" },
  { value: "waiting", label: "Waiting" },
  { value: "parked", label: "Set aside" },
];

/** Everything that a payment provider has sent over one connection, and what came of it. */
export default async function ConnectionEventsPage({ params, searchParams }: Props) {
  const { business: slug, connection: id } = await params;
  const { q, after, state: wanted } = await searchParams;
  const state = states.find(({ value }) => value !== "" && value === wanted)?.value || undefined;
  const { connection, events, mayChange } = await asMember(
    slug,
    "viewer",
    async ({ tx, business, role }) => ({
      connection: await findConnection(tx, business.id, id),
      events: await listInboxEvents(tx, business.id, id, { state, search: q, after, limit: pageSize + 1 }),
      mayChange: mayAct(role, "admin"),
    }),
  );
  const rows = events.slice(0, pageSize);
  const next = events.length > pageSize ? (rows.at(-1)?.id ?? null) : null;
  return (
    <div className="grid gap-4">
      <h2 className="font-semibold text-lg">Events from {connection.name}</h2>
      {connection.catchUpError && (
        <Callout look="problem" title="The provider could not be asked for events that got lost">
          {connection.catchUpError}
        </Callout>
      )}
      {connection.caughtUpAt && (
        <p className="text-ink-soft text-sm">
          Asked for events that got lost <RelativeTime at={connection.caughtUpAt.toISOString()} />
        </p>
      )}
      <FilterLinks name="state" label="State of the events" choices={states} />
      <SearchBox label="Search type or an id in the event" className="w-full sm:w-80" />
      {rows.length === 0 ? (
        <EmptyState icon={<Inbox />} title={q || state ? "No event matches" : "Nothing has arrived yet"}>
          Each event of the provider is kept here as it came: what it said, and what was done with it.
        </EmptyState>
      ) : (
        <ul className="grid gap-2">
          {rows.map((event) => (
            <InboxEventRow
              key={event.id}
              slug={slug}
              mayChange={mayChange}
              event={{
                id: event.id,
                type: event.type,
                externalId: event.externalId,
                state: inboxState(event),
                outcome: event.parkedReason ?? event.outcome,
                receivedAt: event.receivedAt.toISOString(),
                foundByAsking: wasFoundByAsking(event),
                copies: event.copies,
                body: event.isCut ? `${event.body}…` : JSON.stringify(JSON.parse(event.body), null, 2),
                isCut: event.isCut,
              }}
            />
          ))}
        </ul>
      )}
      <Pager next={next} />
      <RefreshWhile moving={rows.some((event) => inboxState(event) === "waiting")} />
    </div>
  );
}
