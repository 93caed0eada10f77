"use client";
import { ChevronDown } from "lucide-react";
import Link from "next/link";
import { useId, useState } from "react";
import { useLive } from "@/components/live/use-live";
import { Avatar } from "@/components/ui/avatar";
import { cn } from "@/components/ui/class-names";
import { Dot } from "@/components/ui/dot";
import { ExactTime } from "@/components/ui/exact-time";
import type { ActivityItem } from "@/lib/grants/read-activity";
import { EventWords } from "./event-words";

/** A business's latest activity, refreshed as it happens. */
export function LiveActivity({ slug, first }: { slug: string; first: ActivityItem[] }) {
  return <Activity slug={slug} items={useLive(`/api/dashboard/${slug}/entitlements/activity`, first)} />;
}

/** Who, what, when, why: one row for each sale, newest first, which opens into its lines. */
export function Activity({ slug, items }: { slug: string; items: ActivityItem[] }) {
  if (items.length === 0)
    return <p className="py-6 text-center text-ink-soft">No activity yet. It shows up here as it happens.</p>;
  return (
    <ol className="grid gap-0.5">
      {items.map((item) => (
        <Sale key={item.id} slug={slug} item={item} />
      ))}
    </ol>
  );
}

function Sale({ slug, item }: { slug: string; item: ActivityItem }) {
  const [isOpen, setOpen] = useState(false);
  const linesId = useId();
  return (
    <li className="rounded-lg hover:bg-hover/60">
      <div className="relative flex gap-3 px-2.5 py-2">
        <span className="relative size-8 shrink-0">
          <Avatar name={item.who} image={item.image} className="size-8" />
          <span className="absolute -right-0.5 -bottom-0.5 grid rounded-full bg-surface p-0.5">
            <Dot tone={item.tone} />
          </span>
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex items-baseline gap-2">
            <Link
              href={`/${slug}/grants/${item.grantId}`}
              className="min-w-0 flex-1 font-medium outline-none [overflow-wrap:anywhere] after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-accent-ink focus-visible:after:-outline-offset-2"
            >
              {item.who}
            </Link>
            <ExactTime at={item.at} className="z-10 shrink-0 text-ink-soft text-sm" />
          </div>
          <p className="text-ink-soft text-sm">
            {item.what} · {item.entitlement}
          </p>
          {item.why && <p className="text-ink-soft text-sm">{item.why}</p>}
          {item.lines.length > 1 && (
            <button
              type="button"
              aria-expanded={isOpen}
              aria-controls={linesId}
              onClick={() => setOpen(!isOpen)}
              className="touchable relative z-10 -ml-1.5 inline-flex items-center gap-1 rounded-md px-1.5 py-0.5 font-medium text-ink-soft text-sm hover:bg-hover hover:text-ink"
            >
              {item.lines.length} steps
              <ChevronDown aria-hidden className={cn("size-3.5", isOpen && "rotate-180")} />
            </button>
          )}
        </div>
      </div>
      <ol id={linesId} hidden={!isOpen} className="grid gap-2 pr-2.5 pb-3 pl-13.5">
        {isOpen &&
          item.lines.map((line) => (
            <li key={line.id} className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
              <EventWords slug={slug} event={line} />
              <ExactTime at={line.at} className="text-ink-soft" />
              {line.why && <p className="w-full text-ink-soft">{line.why}</p>}
            </li>
          ))}
      </ol>
    </li>
  );
}
