import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, members, users, webhookEndpoints } from "@/db/schema";
import { type Actor, system, writeAudit } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import { queueEmail } from "@/lib/email/queue-email";
import { env } from "@/lib/env";
import { wakeWorkers } from "@/lib/work/wake";
import { type Endpoint, findEndpoint } from "./find-endpoints";
import { settlePending } from "./settle-pending";

/** Stops sending until the endpoint is resumed. Pending deliveries wait; new events are not queued. */
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
 * Sends all pending deliveries at once and resets the failures that led to the pause.
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
  await settlePending(tx, businessId, endpointId, actor);
  await writeAudit(tx, { businessId, actor, action: "webhook.resumed", subjectId: endpointId });
  await wakeWorkers(tx);
}

const noFailures = { failingSince: null, failures: 0, warnedAt: null };

/** One successful delivery resets the failures. */
export async function recordSuccess(tx: Tx, endpointId: string): Promise<void> {
  await tx.update(webhookEndpoints).set(noFailures).where(eq(webhookEndpoints.id, endpointId));
}

/**
 * Counts a failure. After a day with only failures the owners get an email. After five days and at least 20 failures
 * the endpoint is paused, with another email. 410 Gone pauses it at once.
 */
export async function recordFailure(tx: Tx, endpointId: string, failure: { gone: boolean; words: string }) {
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
  const [period] = await tx.execute<{ days: number; pauses_at: string }>(sql`
    select extract(epoch from now() - failing_since)::float8 / 86400 as days,
      to_char((failing_since + interval '5 days') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as pauses_at
    from webhook_endpoints where id = ${endpointId}`);
  const days = Number(period?.days ?? 0);
  if (failure.gone) await pause(tx, endpoint, "gone", failure.words);
  else if (days >= 5 && endpoint.failures >= 20) await pause(tx, endpoint, "failing", failure.words);
  else if (days >= 1 && !endpoint.warnedAt)
    await warn(tx, endpoint, failure.words, period?.pauses_at ?? null);
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
      uniqueKey: `webhook-paused:${id}:${periodKey(endpoint)}:${owner.userId}`,
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
      uniqueKey: `webhook-failing:${id}:${periodKey(endpoint)}:${owner.userId}`,
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

/** A period of failures is identified by its start, so each period sends one email of each kind. */
function periodKey(endpoint: Endpoint): string {
  return String(endpoint.failingSince?.getTime());
}

function aboutEndpoint(endpoint: Endpoint, slug: string, lastFailure: string) {
  return {
    endpointUrl: endpoint.url,
    failingSince: (endpoint.failingSince ?? databaseNow()).toISOString(),
    lastFailure,
    link: `${env().APP_URL}/${slug}/developers/webhooks/${endpoint.id}`,
  };
}
