import type { PurchaseEvent } from "@/db/schema";

/*
 * Of two facts of equal time the one further down a purchase's life wins, so that the end of a subscription is
 * never lost to its beginning.
 */
const lateness = [
  "open",
  "waiting",
  "pending",
  "active",
  "past_due",
  "paused",
  "on_hold",
  "failed",
  "won",
  "succeeded",
  "failed refund",
  "lost",
  "cancelled",
  "expired",
];

/**
 * Whether a fact takes the place of the known one of its kind: by the provider's own time, then by `lateness`,
 * then by content. A total order, so the facts kept are the same in whatever order they come.
 */
export function isNewer(fact: PurchaseEvent, known: PurchaseEvent): boolean {
  const byTime = compareTimes(fact.asOf, known.asOf);
  if (byTime !== 0) return byTime > 0;
  const byLife = lateness.indexOf(wordOf(fact)) - lateness.indexOf(wordOf(known));
  if (byLife !== 0) return byLife > 0;
  return sortedText(fact) > sortedText(known);
}

/** A payment can succeed after it failed; a refund can only fail after it succeeded. */
function wordOf(fact: PurchaseEvent): string {
  if (fact.kind === "refund" && fact.status === "failed") return "failed refund";
  return "status" in fact ? fact.status : "outcome" in fact ? fact.outcome : "";
}

/** ISO times with the provider's full precision; a JavaScript Date keeps milliseconds only. */
export function compareTimes(one: string, other: string): number {
  const seconds = wholeSeconds(one) - wholeSeconds(other);
  return seconds !== 0 ? seconds : fraction(one).localeCompare(fraction(other), "en");
}

export function isSameSecond(one: string, other: string): boolean {
  return wholeSeconds(one) === wholeSeconds(other);
}

function wholeSeconds(time: string): number {
  return Date.parse(time.replace(/\.\d+/, ""));
}

function fraction(time: string): string {
  return (/\.(\d+)/.exec(time)?.[1] ?? "").padEnd(12, "0");
}

function sortedText(fact: PurchaseEvent): string {
  return JSON.stringify(
    Object.entries(fact).sort(([a], [b]) => (a < b ? -1 : 1)),
    (_key, value) =>
      value && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  );
}
