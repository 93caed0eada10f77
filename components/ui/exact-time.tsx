"use client";
import { useSyncExternalStore } from "react";
import { cn } from "./class-names";
import { RelativeTime } from "./relative-time";

const never = () => () => {};

/** "3 hours ago", with the exact time in the viewer's zone above it on hover, focus and touch. */
export function ExactTime({ at, className }: { at: string; className?: string }) {
  // The server doesn't know the viewer's zone.
  const exact = useSyncExternalStore(
    never,
    () => new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" }),
    () => "",
  );
  return (
    <button type="button" className={cn("group/time relative cursor-help rounded-sm text-left", className)}>
      <RelativeTime at={at} />
      {exact && (
        <span className="pointer-events-none absolute right-0 bottom-full z-20 mb-1 hidden whitespace-nowrap rounded-md bg-ink px-2 py-1 text-canvas text-xs shadow-raised group-hover/time:block group-focus/time:block">
          {exact}
        </span>
      )}
    </button>
  );
}
