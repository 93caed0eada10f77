"use client";
import { Inbox } from "lucide-react";
import Link from "next/link";
import { type Column, DataTable, KeyCell } from "@/components/lists/data-table";
import { FilterLinks } from "@/components/lists/filter-links";
import { ListTools } from "@/components/lists/list-tools";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { queryString } from "@/components/live/query-string";
import { useLive } from "@/components/live/use-live";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import type { InboxEventView, InboxPage, InboxQuery } from "@/lib/purchases/read-inbox";
import { InboxState } from "./inbox-state";

const states = [
  { value: "", label: "All" },
  { value: "done", label: "Applied" },
  { value: "gave_nothing", label: "Gave nothing" },
  { value: "waiting", label: "Waiting" },
  { value: "parked", label: "Set aside" },
];

/** Everything a payment provider has sent over one connection, and what was done with it. */
export function InboxScreen({
  slug,
  connectionId,
  query,
  first,
}: {
  slug: string;
  connectionId: string;
  query: InboxQuery;
  first: InboxPage;
}) {
  const path = `/api/dashboard/${slug}/payments/${connectionId}?${queryString(query)}`;
  const { connection, events, sort, next, mayChange } = useLive(path, first, {
    until: (page) => !page.events.some(({ state }) => state === "waiting"),
  });
  const isFiltered = Boolean(query.q || query.state || query.cause);
  return (
    <div className="grid min-w-0 gap-4">
      <h2 className="font-semibold text-lg">Events from {connection.name}</h2>
      {connection.catchUpError && (
        <Callout look="problem" title="We couldn't check the provider for missed events">
          {connection.catchUpError}
        </Callout>
      )}
      {connection.caughtUpAt && (
        <p className="text-ink-soft text-sm">
          Last checked for missed events <RelativeTime at={connection.caughtUpAt} />
        </p>
      )}
      {query.cause && (
        <p className="text-ink-soft text-sm">
          Showing only events with this problem.{" "}
          <Link
            href={`/${slug}/settings/payments/${connectionId}`}
            className="touchable font-medium text-accent-ink underline underline-offset-2"
          >
            Show all
          </Link>
        </p>
      )}
      <FilterLinks name="state" label="Event status" choices={states} />
      <ListTools slug={slug} list="payment-events" of={{ connection: connectionId }} mayExport={mayChange}>
        <SearchBox label="Search by type or ID" className="w-full sm:w-80" />
      </ListTools>
      {events.length === 0 && isFiltered && <NothingMatches>No events match.</NothingMatches>}
      {events.length === 0 && !isFiltered && (
        <EmptyState icon={<Inbox />} title="No events yet">
          Every event from the provider is kept here, with its content and what was done with it.
        </EmptyState>
      )}
      {events.length > 0 && (
        <DataTable
          label="Events"
          rows={events}
          columns={columns}
          sort={sort}
          hrefOf={({ id }) => `/${slug}/settings/payments/${connectionId}/events/${id}`}
        />
      )}
      <Pager next={next} />
    </div>
  );
}

const columns: Column<InboxEventView>[] = [
  {
    id: "event",
    head: "Event",
    cell: ({ type, foundByAsking, copies }) => (
      <KeyCell title={type}>
        {[foundByAsking && "Found by checking", copies > 1 && `Received ${copies} times`]
          .filter(Boolean)
          .join(" · ")}
      </KeyCell>
    ),
  },
  { id: "state", head: "Status", card: "line", cell: (event) => <InboxState event={event} /> },
  {
    id: "received",
    head: "Received",
    sorts: "desc",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ receivedAt }) => <RelativeTime at={receivedAt} />,
  },
];
