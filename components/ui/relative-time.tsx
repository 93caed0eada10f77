"use client";
import { useEffect, useState, useSyncExternalStore } from "react";

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

function timeAgo(at: Date, now: number): string {
  const seconds = Math.round((at.getTime() - now) / 1000);
  for (const [unit, length] of steps)
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  return seconds > 0 ? "in a moment" : "just now";
}

const never = () => () => {};

/** "3 hours ago", with the exact time in the viewer's time zone on hover; updates as time passes. */
export function RelativeTime({ at, className }: { at: Date | string; className?: string }) {
  const [now, setNow] = useState(() => Date.now());
  const mounted = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(at);
  // The server doesn't know the viewer's time zone, so the exact time is added in the browser.
  const exact = mounted
    ? date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })
    : undefined;
  return (
    <time dateTime={date.toISOString()} title={exact} className={className} suppressHydrationWarning>
      {timeAgo(date, now)}
    </time>
  );
}
