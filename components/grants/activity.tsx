"use client";
import Link from "next/link";
import { useLive } from "@/components/live/use-live";
import { Avatar } from "@/components/ui/avatar";
import { Dot } from "@/components/ui/dot";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ActivityItem } from "@/lib/grants/read-activity";

/** A business's latest activity, refreshed as it happens. */
export function LiveActivity({ slug, first }: { slug: string; first: ActivityItem[] }) {
  return <Activity slug={slug} items={useLive(`/api/dashboard/${slug}/entitlements/activity`, first)} />;
}

/** Who, what, when, why: newest first. */
export function Activity({ slug, items }: { slug: string; items: ActivityItem[] }) {
  if (items.length === 0)
    return <p className="py-6 text-center text-ink-soft">No activity yet. It shows up here as it happens.</p>;
  return (
    <ol className="relative grid gap-0.5">
      {items.map((item) => (
        <li key={item.id} className="relative">
          <Link
            href={`/${slug}/grants/${item.grantId}`}
            className="flex gap-3 rounded-lg px-2.5 py-2 outline-offset-[-2px] hover:bg-hover"
          >
            <span className="relative size-8 shrink-0">
              <Avatar name={item.who} image={item.image} className="size-8" />
              <span className="absolute -right-0.5 -bottom-0.5 grid rounded-full bg-surface p-0.5">
                <Dot tone={item.tone} />
              </span>
            </span>
            <span className="min-w-0 flex-1">
              <span className="flex items-baseline gap-2">
                <span className="min-w-0 flex-1 truncate font-medium">{item.who}</span>
                <RelativeTime at={item.at} className="shrink-0 text-ink-soft text-sm" />
              </span>
              <span className="block text-ink-soft text-sm">
                {item.what}
                {` · ${item.entitlement}`}
              </span>
              {item.why && <span className="block text-ink-soft text-sm">{item.why}</span>}
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
