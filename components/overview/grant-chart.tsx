"use client";
import { Area, AreaChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { OverviewData } from "@/lib/overview/read-overview";

type Days = OverviewData["figures"]["days"];

const lines = [
  { key: "created", label: "Bought", color: "var(--accent)" },
  { key: "delivered", label: "Delivered", color: "var(--delivered)" },
  { key: "revoked", label: "Ended", color: "var(--revoked)" },
] as const;

const dayFormat = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const dayWords = (day: string) => dayFormat.format(new Date(`${day}T00:00:00Z`));

/** A chart, and the same figures as a table for screen readers. */
export function GrantChart({ days }: { days: Days }) {
  return (
    <>
      <div aria-hidden className="h-52">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 208 }}>
          <AreaChart
            data={days}
            accessibilityLayer={false}
            margin={{ top: 8, right: 4, bottom: 0, left: -28 }}
          >
            <XAxis
              dataKey="day"
              tickFormatter={dayWords}
              tick={{ fill: "var(--ink-soft)", fontSize: 12 }}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
              minTickGap={40}
            />
            <YAxis
              allowDecimals={false}
              tick={{ fill: "var(--ink-soft)", fontSize: 12 }}
              tickLine={false}
              axisLine={false}
            />
            <Tooltip
              labelFormatter={(day) => dayWords(String(day))}
              contentStyle={{
                background: "var(--raised)",
                border: "1px solid var(--line)",
                borderRadius: 10,
                color: "var(--ink)",
                boxShadow: "var(--shadow-raised)",
              }}
            />
            {lines.map(({ key, label, color }) => (
              <Area
                key={key}
                type="monotone"
                dataKey={key}
                name={label}
                stroke={color}
                strokeWidth={2}
                fill={color}
                fillOpacity={0.08}
                isAnimationActive={false}
                dot={false}
              />
            ))}
          </AreaChart>
        </ResponsiveContainer>
      </div>
      <ul aria-hidden className="mt-2 flex gap-4 text-ink-soft text-sm">
        {lines.map(({ key, label, color }) => (
          <li key={key} className="flex items-center gap-1.5">
            <span className="size-2 rounded-full" style={{ background: color }} />
            {label}
          </li>
        ))}
      </ul>
      <table className="sr-only">
        <caption>Grants per day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {lines.map(({ key, label }) => (
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
              {lines.map(({ key }) => (
                <td key={key}>{day[key]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
