"use client";
import { Inbox } from "lucide-react";
import Link from "next/link";
import { FilterLinks } from "@/components/lists/filter-links";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { useLive } from "@/components/live/use-live";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import type { InboxPage, InboxQuery } from "@/lib/purchases/read-inbox";
import { InboxEventRow } from "./inbox-event-row";

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
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined));
  const path = `/api/dashboard/${slug}/payments/${connectionId}?${asked}`;
  const { connection, events, next, mayChange } = useLive(path, first, {
    until: (page) => !page.events.some(({ state }) => state === "waiting"),
  });
  return (
    <div className="grid gap-4">
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
      <SearchBox label="Search by type or ID" className="w-full sm:w-80" />
      {events.length === 0 ? (
        <EmptyState
          icon={<Inbox />}
          title={query.q || query.state || query.cause ? "No events match" : "No events yet"}
        >
          Every event from the provider is kept here, with its content and what was done with it.
        </EmptyState>
      ) : (
        <ul className="grid gap-2">
          {events.map((event) => (
            <InboxEventRow key={event.id} slug={slug} mayChange={mayChange} event={event} />
          ))}
        </ul>
      )}
      <Pager next={next} />
    </div>
  );
}
