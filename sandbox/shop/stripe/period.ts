import { addPeriod } from "../records";
import type { Price } from "./objects";

const intervals = { day: "Day", week: "Week", month: "Month", year: "Year" } as const;

/** The end of the period that starts at `start`, in whole seconds. */
export function periodEnd(start: number, { recurring }: Price): number {
  const [, interval = "Month"] =
    Object.entries(intervals).find(([name]) => name === recurring?.interval) ?? [];
  const end = addPeriod(new Date(start * 1000), { count: recurring?.interval_count ?? 1, interval });
  return Math.floor(end.getTime() / 1000);
}
