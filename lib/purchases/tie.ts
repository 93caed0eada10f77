import type { PurchaseEvent, SubscriptionSeen } from "@/db/schema";
import { compareTimes, isSameSecond } from "./is-newer";
import { linesText } from "./lines-text";

/** Whether two states of a subscription are of one second, so that neither is known to be newer. */
export function isTie(known: PurchaseEvent | null, fact: SubscriptionSeen): known is SubscriptionSeen {
  return known?.kind === "subscription" && isSameSecond(known.asOf, fact.asOf) && !isSameState(known, fact);
}

/**
 * What settles a tie: the subscription as it is now, dated behind what we know of the second even where the answer's
 * clock says earlier. The fact follows it, so that what it began (access, a pause) keeps its own time.
 */
export function newerThanBoth(
  known: SubscriptionSeen,
  fact: SubscriptionSeen,
  now: SubscriptionSeen,
): SubscriptionSeen[] {
  const next = justAfter(compareTimes(known.asOf, fact.asOf) > 0 ? known.asOf : fact.asOf);
  return [{ ...now, asOf: compareTimes(now.asOf, next) > 0 ? now.asOf : next }, fact];
}

function isSameState(one: SubscriptionSeen, other: SubscriptionSeen): boolean {
  return stateOf(one) === stateOf(other);
}

function stateOf(seen: SubscriptionSeen): string {
  const { status, cancelAt, collectionPaused } = seen;
  return JSON.stringify([
    status,
    linesText(seen),
    cancelAt && Date.parse(cancelAt),
    collectionPaused !== null,
  ]);
}

/** A microsecond later, within the same second. */
function justAfter(time: string): string {
  const micros = Number((/\.(\d{1,6})/.exec(time)?.[1] ?? "").padEnd(6, "0")) + 1;
  return time.replace(/(\.\d+)?(?=Z|[+-]\d\d:\d\d$)/, `.${String(micros).padStart(6, "0")}`);
}
