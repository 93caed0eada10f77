import { and, desc, eq, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { deliveries, deliveryAttempts, rateCounters, webhookEndpoints, webhookEvents } from "@/db/schema";
import { databaseNow } from "@/lib/clock";
import { decrypt, encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { log } from "@/lib/log";
import { customHeaders } from "./endpoint-headers";
import { signingSecrets } from "./endpoint-secret";
import { eventBody } from "./event-body";
import { recordFailure, recordSuccess } from "./pause-endpoint";
import { type Answer, postEvent } from "./post-event";
import { nextDelay, readRetryAfter } from "./schedule";
import { signedHeaders } from "./signature";

type Due = Awaited<ReturnType<typeof readDue>>[number];
type Sent = { headers: Record<string, string>; body: string };

/**
 * Makes one attempt at one delivery and records it afterwards. If the process dies in between, the attempt is repeated
 * with the same `webhook-id` and the same bytes. No transaction is open during the request.
 */
export async function deliverEvent(deliveryId: string): Promise<void> {
  const [due] = await readDue(deliveryId);
  if (due?.delivery.status !== "pending" || due.endpoint.deletedAt) return;
  if (due.endpoint.disabled && !isTest(due)) return;
  if (!(await takeTurn(due.endpoint.id, due.endpoint.rateLimit))) return;
  const sent = prepare(due);
  const answer = await postEvent({ url: due.endpoint.url, ...sent });
  await inTransaction((tx) => record(tx, due, sent, answer));
}

function readDue(deliveryId: string) {
  return db()
    .select({
      delivery: deliveries,
      endpoint: webhookEndpoints,
      event: webhookEvents,
      lastAttempt: { id: deliveryAttempts.id, requestBody: deliveryAttempts.requestBody },
    })
    .from(deliveries)
    .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveries.endpointId))
    .innerJoin(webhookEvents, eq(webhookEvents.id, deliveries.eventId))
    .leftJoin(deliveryAttempts, eq(deliveryAttempts.deliveryId, deliveries.id))
    .where(and(eq(deliveries.id, deliveryId), sql`${deliveries.dueAt} <= clock_timestamp()`))
    .orderBy(desc(deliveryAttempts.at))
    .limit(1);
}

/** Test events have no grant. They are tried once and don't count for the endpoint's health. */
function isTest(due: Due): boolean {
  return due.event.grantId === null;
}

/** Applies the endpoint's own limit per second across all processes. False: the delivery stays due. */
async function takeTurn(endpointId: string, limit: number | null): Promise<boolean> {
  if (limit === null) return true;
  const { key, windowStartedAt, count } = rateCounters;
  const over = sql`${windowStartedAt} < clock_timestamp() - interval '1 second'`;
  const [counter] = await db()
    .insert(rateCounters)
    .values({ key: `webhook:${endpointId}`, windowStartedAt: sql`clock_timestamp()`, count: 1 })
    .onConflictDoUpdate({
      target: key,
      set: {
        count: sql`case when ${over} then 1 else ${count} + 1 end`,
        windowStartedAt: sql`case when ${over} then clock_timestamp() else ${windowStartedAt} end`,
      },
    })
    .returning({ count });
  return (counter?.count ?? 1) <= limit;
}

function prepare(due: Due): Sent {
  // Every attempt sends the same bytes, even when the endpoint's status spelling has changed in between.
  const body = due.lastAttempt ? decryptBody(due.lastAttempt) : eventBody(due.event, due.endpoint.statusCase);
  const now = databaseNow();
  const headers = {
    ...customHeaders(due.endpoint),
    "content-type": "application/json",
    "user-agent": "Gatehouse-Webhooks/1.0",
    "accept-encoding": "identity",
    ...signedHeaders(due.event.id, body, signingSecrets(due.endpoint, now), now),
  };
  return { headers, body };
}

/** Bodies can contain claim links, so they are stored encrypted. */
export function decryptBody(attempt: { id: string; requestBody: string }): string {
  return decrypt(attempt.requestBody, `delivery_attempts.request_body:${attempt.id}`);
}

async function record(tx: Tx, due: Due, sent: Sent, answer: Answer): Promise<void> {
  const succeeded =
    answer.error === null && answer.statusCode !== null && Math.floor(answer.statusCode / 100) === 2;
  await writeAttempt(tx, due, sent, answer);
  await moveDelivery(tx, due, answer, succeeded);
  const { id: deliveryId, endpointId, attempts } = due.delivery;
  log.info(
    {
      deliveryId,
      endpointId,
      attempt: attempts + 1,
      status: answer.statusCode,
      error: answer.error,
      ms: answer.durationMs,
    },
    "webhook sent",
  );
  if (isTest(due)) return;
  if (succeeded && due.endpoint.failingSince) await recordSuccess(tx, endpointId);
  if (succeeded) return;
  await recordFailure(tx, endpointId, { gone: answer.statusCode === 410, words: failureWords(answer) });
}

async function writeAttempt(tx: Tx, due: Due, sent: Sent, answer: Answer): Promise<void> {
  const id = newId("attempt");
  const { durationMs, statusCode, error } = answer;
  const hidden = due.endpoint.sensitiveHeaders.map((name) => [name, "••••••"]);
  await tx.insert(deliveryAttempts).values({
    id,
    deliveryId: due.delivery.id,
    number: due.delivery.attempts + 1,
    // When the request was sent, by the database's clock.
    at: sql`clock_timestamp() - make_interval(secs => ${durationMs / 1000}::float8)`,
    durationMs,
    requestHeaders: { ...sent.headers, ...Object.fromEntries(hidden) },
    requestBody: encrypt(sent.body, `delivery_attempts.request_body:${id}`),
    statusCode,
    responseHeaders: answer.headers,
    responseBody: answer.body,
    error,
  });
}

/** Only if the attempt's number still matches: a replay in the meantime has restarted the count. */
async function moveDelivery(tx: Tx, due: Due, answer: Answer, succeeded: boolean): Promise<void> {
  const attempts = due.delivery.attempts + 1;
  const retryAfter = readRetryAfter(answer.headers?.["retry-after"], databaseNow());
  const delay = succeeded || isTest(due) ? null : nextDelay(attempts, retryAfter);
  await tx
    .update(deliveries)
    .set({
      attempts,
      status: succeeded ? "delivered" : delay === null ? "failed" : "pending",
      deliveredAt: succeeded ? sql`clock_timestamp()` : null,
      dueAt: delay === null ? null : sql`clock_timestamp() + make_interval(secs => ${delay}::float8)`,
    })
    .where(
      and(
        eq(deliveries.id, due.delivery.id),
        eq(deliveries.attempts, due.delivery.attempts),
        eq(deliveries.status, "pending"),
      ),
    );
}

function failureWords(answer: Pick<Answer, "statusCode" | "error">): string {
  if (answer.error !== null) return answer.error;
  const { statusCode } = answer;
  if (statusCode !== null && statusCode >= 300 && statusCode < 400)
    return `It answered ${statusCode}; redirects are not followed`;
  return `It answered ${statusCode}`;
}
