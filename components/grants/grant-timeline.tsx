"use client";
import { cn } from "@/components/ui/class-names";
import { Dot } from "@/components/ui/dot";
import { ExactTime } from "@/components/ui/exact-time";
import type { EventView } from "@/lib/grants/event-view";
import { EventWords } from "./event-words";

/** A grant's history, oldest first, so the last line is its current state. */
export function GrantTimeline({ slug, events }: { slug: string; events: EventView[] }) {
  return (
    <ol>
      {events.map((event, index) => (
        <li key={event.id} className="relative flex gap-4 pb-5 last:pb-0">
          {index < events.length - 1 && (
            <span aria-hidden className="absolute top-4 bottom-0 left-[0.4375rem] w-px bg-line-strong" />
          )}
          <span aria-hidden className="relative mt-1 grid size-3.5 shrink-0 place-items-center">
            <Dot tone={event.tone} className={event.loud ? "size-3" : "size-2"} />
          </span>
          <div className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4">
            <p className={cn(event.loud && "font-medium")}>
              <EventWords slug={slug} event={event} />
            </p>
            <ExactTime at={event.at} className="text-ink-soft text-sm" />
            {event.why && <p className="w-full text-ink-soft text-sm">{event.why}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
