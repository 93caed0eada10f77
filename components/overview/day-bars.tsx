"use client";
import { useState } from "react";
import type { Figures } from "@/lib/overview/read-figures";

type Day = Figures["days"][number];

const series = [
  { key: "added", label: "New", color: "bg-accent" },
  { key: "ended", label: "Ended", color: "bg-revoked" },
] as const;

const dayFormat = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const dayWords = (day: string) => dayFormat.format(new Date(`${day}T00:00:00Z`));

/** Two bars a day, and the same figures as a table for screen readers. */
export function DayBars({ days }: { days: Day[] }) {
  const [shown, setShown] = useState<Day>();
  const top = evenTop(Math.max(...days.map(({ added, ended }) => Math.max(added, ended))));
  const ticks = [top, top / 2, 0];
  const share = (count: number) => `${(count / top) * 100}%`;
  return (
    <>
      <div aria-hidden className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-ink-soft text-xs">
        <div className="tabular relative w-6">
          {ticks.map((tick) => (
            <span
              key={tick}
              className="absolute right-0 -translate-y-1/2"
              style={{ top: `${100 - (tick / top) * 100}%` }}
            >
              {tick}
            </span>
          ))}
        </div>
        <div className="relative h-44" onPointerLeave={() => setShown(undefined)}>
          {ticks.map((tick) => (
            <span
              key={tick}
              className="absolute inset-x-0 border-line border-t"
              style={{ top: `${100 - (tick / top) * 100}%` }}
            />
          ))}
          <div className="absolute inset-0 flex">
            {days.map((day) => (
              <div
                key={day.day}
                className="flex h-full min-w-0 flex-1 items-end justify-center gap-px px-px hover:bg-hover"
                onPointerEnter={() => setShown(day)}
                onPointerDown={() => setShown(day)}
              >
                {series.map(({ key, color }) => (
                  <span
                    key={key}
                    className={`max-w-3 flex-1 rounded-t-xs ${color}`}
                    style={{ height: share(day[key]) }}
                  />
                ))}
              </div>
            ))}
          </div>
        </div>
        <span />
        <div className="mt-1.5 flex justify-between">
          <span>{dayWords(days[0]?.day ?? "")}</span>
          <span>{dayWords(days.at(-1)?.day ?? "")}</span>
        </div>
      </div>
      <div aria-hidden className="mt-3 flex min-h-5 flex-wrap gap-x-4 text-ink-soft text-sm">
        {series.map(({ key, label, color }) => (
          <span key={key} className="flex items-center gap-1.5">
            <span className={`size-2 rounded-full ${color}`} />
            {label}
            {shown && <b className="tabular font-semibold text-ink">{shown[key]}</b>}
          </span>
        ))}
        {shown && <span className="ml-auto">{dayWords(shown.day)}</span>}
      </div>
      <table className="sr-only">
        <caption>Customers per day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{dayWords(day.day)}</th>
              {series.map(({ key }) => (
                <td key={key}>{day[key]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The lowest even number above the highest bar with one leading digit, so that the axis has whole ticks. */
function evenTop(highest: number): number {
  const digit = 10 ** Math.floor(Math.log10(Math.max(1, highest)));
  const top = Math.ceil(highest / digit) * digit;
  return Math.max(2, top + (top % 2));
}
