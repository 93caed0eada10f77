import { and, eq, exists, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { type Policy, paymentConnections, purchaseFacts, purchases } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { findConnected, findConnection } from "@/lib/payments/connections/find-connections";
import { providerNamed } from "@/lib/payments/providers";
import { wakeWorkers } from "@/lib/work/wake";
import { defaultPolicy, foldFacts } from "./fold-facts";
import { factsOfSubscription } from "./store-facts";

/** A choice that a form does not show keeps what it is. */
export const policyInput = z
  .object({
    pausedCollection: z.enum(["end", "end_of_period", "keep"]),
    pastDueDays: z.preprocess(
      (value) => (value === "" ? null : value),
      z.coerce
        .number("Write a number of days")
        .int("Whole days")
        .min(0)
        .max(365, "At most 365 days")
        .nullable(),
    ),
  })
  .partial();
type PolicyChange = z.output<typeof policyInput>;

/** How many people lose and get back access by a change of policy. */
export type PolicyEffects = { ends: number; restores: number };

/** What the merchant chose for a connection, and what can be chosen at this provider. */
export async function readPolicy(tx: Tx, businessId: string, id: string) {
  const { policy, provider, disconnectedAt } = await findConnection(tx, businessId, id);
  const choices = disconnectedAt ? [] : providerNamed(provider).about.choices;
  return { policy: { ...defaultPolicy, ...policy }, choices };
}

export async function previewPolicy(
  tx: Tx,
  businessId: string,
  id: string,
  change: PolicyChange,
): Promise<PolicyEffects> {
  const connection = await findConnected(tx, businessId, id);
  const before = { ...defaultPolicy, ...connection.policy };
  const after = changed(connection, change);
  const now = databaseNow();
  const loses = new Set<string>();
  const gets = new Set<string>();
  for (const { externalId, customerId } of await concernedPurchases(tx, id)) {
    const facts = await factsOfSubscription(tx, id, externalId);
    const had = foldFacts(facts, before, now)?.live ?? false;
    const has = foldFacts(facts, after, now)?.live ?? false;
    if (had && !has) loses.add(customerId);
    if (!had && has) gets.add(customerId);
  }
  return { ends: loses.size, restores: gets.size };
}

/** Saves the policy; the workers fold every purchase again that it may concern. */
export async function savePolicy(
  tx: Tx,
  businessId: string,
  id: string,
  change: PolicyChange,
  actor: Actor,
): Promise<void> {
  const connection = await findConnected(tx, businessId, id);
  const policy = changed(connection, change);
  await tx.update(paymentConnections).set({ policy }).where(eq(paymentConnections.id, id));
  await tx.update(purchases).set({ dueAt: sql`now()`, attempts: 0 }).where(isConcerned(id));
  const details = { from: { ...defaultPolicy, ...connection.policy }, to: policy };
  await writeAudit(tx, { businessId, actor, action: "provider.policy_changed", subjectId: id, details });
  await wakeWorkers(tx);
}

/** Only what means something at this provider can be chosen. */
function changed({ policy, provider }: ConnectionRow, change: PolicyChange): Policy {
  const { choices } = providerNamed(provider).about;
  const { pausedCollection, pastDueDays } = { ...defaultPolicy, ...policy };
  return {
    pausedCollection: (choices.includes("pausedCollection") && change.pausedCollection) || pausedCollection,
    pastDueDays:
      choices.includes("pastDueDays") && change.pastDueDays !== undefined ? change.pastDueDays : pastDueDays,
  };
}

function concernedPurchases(tx: Tx, connectionId: string) {
  return tx
    .select({ externalId: purchases.externalId, customerId: purchases.customerId })
    .from(purchases)
    .where(isConcerned(connectionId));
}

/** Past due, or with its collection paused. */
function isConcerned(connectionId: string): SQL | undefined {
  const paused = sql`(select 1 from ${purchaseFacts} where ${purchaseFacts.connectionId} = ${connectionId}
    and ${purchaseFacts.kind} = 'subscription' and ${purchaseFacts.externalId} = ${purchases.externalId}
    and jsonb_typeof(${purchaseFacts.body}->'collectionPaused') = 'object')`;
  return and(
    eq(purchases.connectionId, connectionId),
    eq(purchases.kind, "subscription"),
    or(eq(purchases.providerStatus, "past_due"), exists(paused)),
  );
}
