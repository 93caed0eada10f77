"use client";
import { RotateCw } from "lucide-react";
import { ActionStatus } from "@/components/ui/action-status";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dot } from "@/components/ui/dot";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { InboxPage } from "@/lib/purchases/read-inbox";
import { rerunEvent } from "./actions";

type Event = InboxPage["events"][number];

const looks = {
  done: { tone: "delivered", words: "Applied" },
  gave_nothing: { tone: "failed", words: "Gave nothing" },
  waiting: { tone: "pending", words: "Waiting" },
  parked: { tone: "failed", words: "Set aside" },
} as const;

/** One event as it arrived, what was done with it, and a button to run it again. */
export function InboxEventRow({
  slug,
  event,
  mayChange,
}: {
  slug: string;
  event: Event;
  mayChange: boolean;
}) {
  const { tone, words } = looks[event.state];
  return (
    <li className="rounded-xl border bg-surface shadow-card">
      <details>
        <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
          <Dot tone={tone} />
          <span className="font-medium">{event.type}</span>
          <span className="text-ink-soft text-sm">
            {words}
            {event.outcome && `: ${event.outcome}`}
            {event.foundByAsking && " · found by checking"}
            {event.copies > 1 && ` · received ${event.copies} times`}
          </span>
          <RelativeTime at={event.receivedAt} className="ml-auto text-ink-soft text-sm" />
        </summary>
        <div className="grid gap-3 border-t px-4 py-3">
          <p className="break-all text-ink-soft text-sm">
            {event.foundByAsking ? "Our ID" : "Provider's ID"} <code>{event.externalId}</code>
          </p>
          <CodeBlock code={event.body} label={`Body of ${event.type}`} />
          {event.isCut && (
            <a
              href={`/api/dashboard/${slug}/purchase-events/${event.id}`}
              target="_blank"
              rel="noreferrer"
              className="touchable justify-self-start font-medium text-accent-ink underline underline-offset-2"
            >
              The whole body
            </a>
          )}
          {mayChange && <RunAgain slug={slug} id={event.id} />}
        </div>
      </details>
    </li>
  );
}

function RunAgain({ slug, id }: { slug: string; id: string }) {
  const rerun = useAction(rerunEvent);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        size="sm"
        icon={<RotateCw aria-hidden />}
        pending={rerun.pending}
        onClick={() => rerun.run(slug, id)}
      >
        Run again
      </Button>
      <ActionStatus of={rerun} done="Running again. Anything already applied won't change." />
    </div>
  );
}
