import { and, eq, isNotNull, ne, notInArray, sql } from "drizzle-orm";
import { db, inTransaction } from "@/db/client";
import {
  deliveries,
  deliveryAttempts,
  emails,
  grantEvents,
  grants,
  webhookEndpoints,
  webhookEvents,
} from "@/db/schema";
import { encrypt } from "@/lib/crypto";
import { env } from "@/lib/env";
import { newId } from "@/lib/ids";
import { revealSecret, signingSecrets } from "@/lib/webhooks/endpoint-secret";
import { createEndpoint } from "@/lib/webhooks/endpoints";
import { eventBody } from "@/lib/webhooks/event-body";
import { maxAttempts, retryDelays } from "@/lib/webhooks/schedule";
import { signedHeaders } from "@/lib/webhooks/signature";
import { control } from "./sandbox-control";
import type { Owner } from "./set-up";

/** Two endpoints at the sandbox's catcher: one for every event, and one for failures and ends only. */
export async function makeEndpoints({ businessId, actor }: Owner): Promise<void> {
  const wanted = [
    { name: "shop-backend", description: "Shop backend", filterTypes: null },
    {
      name: "support-desk",
      description: "Support desk: failures and ends",
      filterTypes: ["entitlement_grant.failed", "entitlement_grant.revoked"],
    },
  ];
  for (const { name, ...rest } of wanted) {
    const url = `${env().SANDBOX_URL}/hooks/catch/${name}`;
    const secret = await inTransaction(async (tx) => {
      const { id } = await createEndpoint(tx, businessId, { url, ...rest }, actor);
      return revealSecret(tx, businessId, id, actor);
    });
    await control(`/hooks/${name}/secret`, { secret });
  }
}

/** Marks the mails of the past as sent. Those to the newest customers are left for the worker to send. */
export async function markMailsSent(businessId: string, stillToSend: string[]): Promise<void> {
  const sentAt = sql`${emails.createdAt} + interval '3 seconds'`;
  await inTransaction(async (tx) => {
    const sent = await tx
      .update(emails)
      .set({ status: "sent", dueAt: null, sentAt })
      .where(
        and(eq(emails.businessId, businessId), isNotNull(emails.grantId), notInArray(emails.to, stillToSend)),
      )
      .returning({ id: emails.id });
    const lines = await tx
      .select({ grant: grants, email: emails })
      .from(emails)
      .innerJoin(grants, eq(grants.id, emails.grantId))
      .where(and(eq(emails.businessId, businessId), eq(emails.status, "sent")));
    if (lines.length !== sent.length) throw new Error("mails without a grant");
    for (const some of inHundreds(lines))
      await tx.insert(grantEvents).values(
        some.map(({ grant, email }) => ({
          id: newId("grantEvent"),
          grantId: grant.id,
          businessId,
          entitlementId: grant.entitlementId,
          type: "email_sent" as const,
          details: { template: email.template, to: email.to },
          at: email.sentAt ?? email.createdAt,
        })),
      );
  });
}

type Outcome = { attempts: number; ends: "delivered" | "failed" | "pending" };

/** Most arrived at the first attempt; a few late, a few never, a few are still retrying, and the newest are due now. */
function outcomeOf(index: number): Outcome {
  if (index < 12) return { attempts: 0, ends: "pending" };
  if (index % 97 === 20) return { attempts: maxAttempts, ends: "failed" };
  if (index % 61 === 15 && index < 200) return { attempts: 4, ends: "pending" };
  if (index % 43 === 30) return { attempts: 3, ends: "delivered" };
  return { attempts: 1, ends: "delivered" };
}

/** Gives every past delivery its attempts, with the answers of the receiver. */
export async function addPastAttempts(businessId: string): Promise<void> {
  const rows = await db()
    .select({ delivery: deliveries, event: webhookEvents, endpoint: webhookEndpoints })
    .from(deliveries)
    .innerJoin(webhookEvents, eq(webhookEvents.id, deliveries.eventId))
    .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveries.endpointId))
    .where(and(eq(deliveries.businessId, businessId), ne(deliveries.status, "delivered")))
    .orderBy(sql`${webhookEvents.occurredAt} desc`);
  const past = rows.map((row, index) => ({ ...row, outcome: outcomeOf(index) }));
  const attempts = past.flatMap((row) => attemptsOf(row));
  await inTransaction(async (tx) => {
    for (const some of inHundreds(attempts)) await tx.insert(deliveryAttempts).values(some);
    const moved = past.map(({ delivery, outcome, event }) => ({
      id: delivery.id,
      ...outcome,
      at: attemptTimes(event.occurredAt, outcome).at(-1) ?? event.occurredAt,
    }));
    await tx.execute(sql`
      update deliveries d set attempts = m.attempts, status = m.ends,
        delivered_at = case when m.ends = 'delivered' then m.at end,
        due_at = case when m.ends <> 'pending' then null when m.attempts = 0 then now() else now() + interval '2 hours' end
      from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) as m(id text, attempts int, ends text, at timestamptz)
      where d.id = m.id`);
  });
}

type Row = {
  delivery: typeof deliveries.$inferSelect;
  event: typeof webhookEvents.$inferSelect;
  endpoint: typeof webhookEndpoints.$inferSelect;
  outcome: Outcome;
};

/** When the attempts were made: by the retry schedule, but none in the future. */
function attemptTimes(since: Date, { attempts }: Outcome): Date[] {
  const waits = [1, ...retryDelays].slice(0, attempts);
  const times = waits.map((_, index) => since.getTime() + sum(waits.slice(0, index + 1)) * 1000);
  const late = Math.max(0, (times.at(-1) ?? 0) - Date.now() + 1000);
  return times.map((time) => new Date(Math.max(since.getTime(), time - late)));
}

function attemptsOf({ delivery, event, endpoint, outcome }: Row): (typeof deliveryAttempts.$inferInsert)[] {
  const body = eventBody(event, endpoint.statusCase);
  return attemptTimes(event.occurredAt, outcome).map((at, index) => {
    const id = newId("attempt");
    const delivered = outcome.ends === "delivered" && index === outcome.attempts - 1;
    return {
      id,
      deliveryId: delivery.id,
      number: index + 1,
      at,
      durationMs: delivered ? 38 + ((index * 31 + delivery.id.length * 7) % 120) : 412,
      requestHeaders: {
        "content-type": "application/json",
        "user-agent": "Gatehouse-Webhooks/1.0",
        "accept-encoding": "identity",
        ...signedHeaders(event.id, body, signingSecrets(endpoint, at), at),
      },
      requestBody: encrypt(body, `delivery_attempts.request_body:${id}`),
      statusCode: delivered ? 200 : 503,
      responseHeaders: { "content-type": "text/plain" },
      responseBody: delivered ? "OK" : "The database is being upgraded; try again later.",
    };
  });
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function inHundreds<T>(items: T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / 100) }, (_, index) =>
    items.slice(index * 100, index * 100 + 100),
  );
}
