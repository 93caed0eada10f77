import { db, type Tx } from "@/db/client";
import type { SubscriptionSeen } from "@/db/schema";
import { GatehouseError } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { findFact } from "./store-facts";
import { isTie, newerThanBoth } from "./tie";

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
  return isTie(known, fact) ? known : null;
}

/** `asked`: there was a tie, and the provider's answer (or its refusal) is in the facts. */
export type Settled = { facts: SubscriptionSeen[]; asked: boolean };

/**
 * Of two states of one second neither is known to be newer: the subscription as it is now is newer than both. Where
 * the provider does not answer with one, the rule of `isNewer` decides.
 */
export async function settleTie(connection: ConnectionRow, fact: SubscriptionSeen): Promise<Settled> {
  const known = await findTie(db(), connection, fact);
  if (!known) return { facts: [fact], asked: false };
  const { provider, access } = providerOf(connection);
  const now = await provider.findSubscription?.(access, fact.subscriptionId).catch((error: unknown) => {
    if (error instanceof GatehouseError) return null;
    throw error;
  });
  return { facts: now ? newerThanBoth(known, fact, now) : [fact], asked: true };
}
