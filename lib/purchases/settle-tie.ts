import { db, type Tx } from "@/db/client";
import type { SubscriptionSeen } from "@/db/schema";
import { GatehouseError } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { compareTimes, isSameSecond } from "./is-newer";
import { linesText } from "./lines-text";
import { findFact } from "./store-facts";

/**
 * The state we know that differs from this one although both are of the same second; null where there is none, or
 * where the provider's times are fine enough to tell which is newer.
 */
export async function findTie(
  tx: Tx,
  connection: ConnectionRow,
  fact: SubscriptionSeen,
): Promise<SubscriptionSeen | null> {
  if (!providerOf(connection).provider.findSubscription) return null;
  const known = await findFact(tx, connection.id, "subscription", fact.subscriptionId);
  if (known?.kind !== "subscription" || !isSameSecond(known.asOf, fact.asOf)) return null;
  return isSameState(known, fact) ? null : known;
}

/** `asked`: there was a tie, and the provider's answer (or its refusal) is in the fact. */
export type Settled = { fact: SubscriptionSeen; asked: boolean };

/**
 * Of two states of one second neither is known to be newer: the subscription as it is now is newer than both. Where
 * the provider does not answer with one, the rule of `isNewer` decides.
 */
export async function settleTie(connection: ConnectionRow, fact: SubscriptionSeen): Promise<Settled> {
  const known = await findTie(db(), connection, fact);
  if (!known) return { fact, asked: false };
  const { provider, access } = providerOf(connection);
  const now = await provider.findSubscription?.(access, fact.subscriptionId).catch((error: unknown) => {
    if (error instanceof GatehouseError) return null;
    throw error;
  });
  if (!now) return { fact, asked: true };
  const next = justAfter(known.asOf);
  const asOf = compareTimes(now.asOf, next) > 0 ? now.asOf : next;
  return { fact: { ...now, activates: fact.activates || now.activates, asOf }, asked: true };
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
