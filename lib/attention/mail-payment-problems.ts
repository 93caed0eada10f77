import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { businesses, emails, paymentConnections } from "@/db/schema";
import { databaseNow } from "@/lib/clock";
import { queueEmail } from "@/lib/email/queue-email";
import { env } from "@/lib/env";
import { listMembers } from "@/lib/members";
import { troubledConnections } from "@/lib/purchases/troubled-connections";
import { troubledEvents } from "@/lib/purchases/troubled-events";
import { mayAct } from "@/lib/rights";
import { listPaymentCauses } from "./payment-causes";

/** A provider outage of a few minutes is not worth an email. */
const awayMinutes = 30;
const isUnreported = sql`t.told_at is null`;
const waitsOn = sql`(t.problem <> 'waiting' or t.received_at < now() - make_interval(mins => ${awayMinutes}))`;
const isLasting = sql`(t.unheard > 0 or t.since < now() - make_interval(mins => ${awayMinutes}))`;

/**
 * Emails owners and admins about payment problems that need them: only when there is a new one, and at most once a
 * day. The day is part of the email's key, so two workers that run at the same time send one email.
 */
export async function mailPaymentProblems(now = databaseNow()): Promise<void> {
  await forgetRecovered();
  const rows = await db().execute<{ businessId: string }>(sql`
    select t.business_id as "businessId" from ${troubledEvents()} t where ${isUnreported} and ${waitsOn}
    union select t.business_id from ${troubledConnections()} t where ${isUnreported} and ${isLasting}`);
  for (const { businessId } of rows) await inTransaction((tx) => mailMembers(tx, businessId, now));
}

/** A connection that recovered and fails again is reported again. */
async function forgetRecovered(): Promise<void> {
  await db()
    .update(paymentConnections)
    .set({ toldAt: null })
    .where(
      and(
        isNotNull(paymentConnections.toldAt),
        sql`${paymentConnections.id} not in (select t.id from ${troubledConnections()} t)`,
      ),
    );
}

async function mailMembers(tx: Tx, businessId: string, now: Date): Promise<void> {
  const people = (await listMembers(tx, businessId))
    .filter(({ role }) => mayAct(role, "admin"))
    .map(({ email }) => email);
  const keys = people.map(
    (to) => `payments-need-attention:${businessId}:${now.toISOString().slice(0, 10)}:${to}`,
  );
  const [alreadyMailed] = await tx
    .select({ id: emails.id })
    .from(emails)
    .where(inArray(emails.uniqueKey, keys))
    .limit(1);
  if (alreadyMailed || people.length === 0) return;
  const [business] = await tx.select().from(businesses).where(eq(businesses.id, businessId));
  if (!business) return;
  const causes = (await listPaymentCauses(tx, businessId)).map(({ title, events, people }) => ({
    title,
    events,
    people,
  }));
  for (const [index, to] of people.entries())
    await queueEmail(tx, {
      uniqueKey: keys[index] ?? "",
      businessId,
      grantId: null,
      to,
      template: "payments-need-attention",
      props: {
        causes: causes.slice(0, 10),
        more: Math.max(0, causes.length - 10),
        link: `${env().APP_URL}/${business.slug}/attention`,
      },
    });
  await tx.execute(sql`update inbox_events set told_at = now() where id in (
    select t.id from ${troubledEvents(businessId)} t where ${isUnreported})`);
  await tx.execute(sql`update payment_connections set told_at = now() where id in (
    select t.id from ${troubledConnections(businessId)} t where ${isUnreported})`);
}
