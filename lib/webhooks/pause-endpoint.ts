import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, deliveries, members, users, webhookEndpoints } from "@/db/schema";
import { type Actor, system, writeAudit } from "@/lib/audit";
import { queueEmail } from "@/lib/email/queue-email";
import { env } from "@/lib/env";
import { wakeWorkers } from "@/lib/work/wake";
import { type Endpoint, findEndpoint } from "./find-endpoints";

/** Nothing is sent until it is resumed. What is waiting keeps waiting; what happens meanwhile is not queued. */
export async function pauseByHand(
  tx: Tx,
  businessId: string,
  endpointId: string,
  actor: Actor,
): Promise<void> {
  await findEndpoint(tx, businessId, endpointId);
  await tx
    .update(webhookEndpoints)
    .set({ disabled: true, disabledReason: "by_hand" })
    .where(and(eq(webhookEndpoints.id, endpointId), eq(webhookEndpoints.disabled, false)));
  await writeAudit(tx, { businessId, actor, action: "webhook.paused", subjectId: endpointId });
}

/**
 * Sends at once what waited, however far its next attempt had been put off, and forgets the failures that led
 * to a pause: a new spell is counted from zero.
 */
export async function resumeEndpoint(
  tx: Tx,
  businessId: string,
  endpointId: string,
  actor: Actor,
): Promise<void> {
  await findEndpoint(tx, businessId, endpointId);
  await tx
    .update(webhookEndpoints)
    .set({ disabled: false, disabledReason: null, ...noFailures })
    .where(eq(webhookEndpoints.id, endpointId));
  await tx
    .update(deliveries)
    .set({ dueAt: sql`now()` })
    .where(and(eq(deliveries.endpointId, endpointId), eq(deliveries.status, "pending")));
  await writeAudit(tx, { businessId, actor, action: "webhook.resumed", subjectId: endpointId });
  await wakeWorkers(tx);
}

const noFailures = { failingSince: null, failures: 0, warnedAt: null };

/** One good answer ends the spell of failures. */
export async function noteSuccess(tx: Tx, endpointId: string): Promise<void> {
  await tx.update(webhookEndpoints).set(noFailures).where(eq(webhookEndpoints.id, endpointId));
}

/**
 * Counts a failure. After a day of nothing but failures the owners get a mail; after five days and at least
 * 20 of them the endpoint is paused, with another mail. 410 Gone pauses it at once.
 */
export async function noteFailure(tx: Tx, endpointId: string, failure: { gone: boolean; words: string }) {
  const [endpoint] = await tx
    .update(webhookEndpoints)
    .set({
      failures: sql`${webhookEndpoints.failures} + 1`,
      failingSince: sql`coalesce(${webhookEndpoints.failingSince}, now())`,
    })
    .where(
      and(
        eq(webhookEndpoints.id, endpointId),
        eq(webhookEndpoints.disabled, false),
        isNull(webhookEndpoints.deletedAt),
      ),
    )
    .returning();
  if (!endpoint) return;
  const [spell] = await tx.execute<{ days: number; pauses_at: string }>(sql`
    select extract(epoch from now() - failing_since)::float8 / 86400 as days,
      to_char((failing_since + interval '5 days') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as pauses_at
    from webhook_endpoints where id = ${endpointId}`);
  const days = Number(spell?.days ?? 0);
  if (failure.gone) await pause(tx, endpoint, "gone", failure.words);
  else if (days >= 5 && endpoint.failures >= 20) await pause(tx, endpoint, "failing", failure.words);
  else if (days >= 1 && !endpoint.warnedAt) await warn(tx, endpoint, failure.words, spell?.pauses_at ?? null);
}

async function pause(
  tx: Tx,
  endpoint: Endpoint,
  reason: "gone" | "failing",
  lastFailure: string,
): Promise<void> {
  const { id, businessId, url } = endpoint;
  await tx
    .update(webhookEndpoints)
    .set({ disabled: true, disabledReason: reason })
    .where(eq(webhookEndpoints.id, id));
  const details = { url, reason };
  await writeAudit(tx, { businessId, actor: system, action: "webhook.paused", subjectId: id, details });
  for (const owner of await owners(tx, businessId))
    await queueEmail(tx, {
      uniqueKey: `webhook-paused:${id}:${spellOf(endpoint)}:${owner.userId}`,
      businessId,
      grantId: null,
      to: owner.email,
      template: "webhook-paused",
      props: aboutEndpoint(endpoint, owner.slug, lastFailure),
    });
}

async function warn(tx: Tx, endpoint: Endpoint, lastFailure: string, pausesAt: string | null): Promise<void> {
  const { id, businessId } = endpoint;
  await tx.update(webhookEndpoints).set({ warnedAt: sql`now()` }).where(eq(webhookEndpoints.id, id));
  for (const owner of await owners(tx, businessId))
    await queueEmail(tx, {
      uniqueKey: `webhook-failing:${id}:${spellOf(endpoint)}:${owner.userId}`,
      businessId,
      grantId: null,
      to: owner.email,
      template: "webhook-failing",
      props: { ...aboutEndpoint(endpoint, owner.slug, lastFailure), pausesAt },
    });
}

function owners(tx: Tx, businessId: string) {
  return tx
    .select({ userId: users.id, email: users.email, slug: businesses.slug })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(businesses, eq(businesses.id, members.businessId))
    .where(and(eq(members.businessId, businessId), eq(members.role, "owner")));
}

/** A spell of failures is named by its beginning: one mail of each kind per spell. */
function spellOf(endpoint: Endpoint): string {
  return String(endpoint.failingSince?.getTime());
}

function aboutEndpoint(endpoint: Endpoint, slug: string, lastFailure: string) {
  return {
    endpointUrl: endpoint.url,
    failingSince: (endpoint.failingSince ?? new Date()).toISOString(),
    lastFailure,
    link: `${env().APP_URL}/${slug}/developers/webhooks/${endpoint.id}`,
  };
}
