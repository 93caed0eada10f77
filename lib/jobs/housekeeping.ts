import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { mailPaymentProblems } from "@/lib/attention/mail-payment-problems";
import { keepCounts } from "@/lib/kept-counts";
import { log } from "@/lib/log";
import { deleteOldEvents } from "@/lib/webhooks/delete-old-events";

const everyMs = 10 * 60_000;
const countsEveryMs = 60_000;

/** What is deleted or emptied, and when. Several workers can run these statements at the same time. */
const deletions = [
  // A Discord account that waited for a confirmation, with its tokens. Nobody can confirm it any more.
  sql`update oauth_states set held = null where held is not null and expires_at < now()`,
  sql`delete from oauth_states where expires_at < now() - interval '1 day'`,
  sql`delete from checkouts where expires_at < now() - interval '1 day'`,
  sql`delete from sign_in_links where expires_at < now() - interval '1 day'`,
  sql`delete from verification_tokens where expires < now() - interval '1 day'`,
  sql`delete from sessions where expires < now()`,
  sql`delete from portal_sessions where expires_at < now()`,
  sql`delete from idempotency_keys where expires_at < now()`,
  sql`delete from token_buckets where full_at < now()`,
  sql`delete from rate_counters where window_started_at < now() - interval '2 days'`,
  sql`delete from rate_buckets where updated_at < now() - interval '1 day' and key not like 'global:%'`,
  sql`delete from process_clocks where measured_at < now() - interval '1 hour'`,
  // In batches, because each holds a whole email.
  sql`update emails set sent_mail = null where id in (
    select id from emails where sent_mail is not null and sent_at < now() - interval '90 days' limit 5000)`,
  sql`delete from access_roles where taken_at < now() - interval '30 days'`,
];

export function startHousekeeping() {
  const count = () => void keepCounts().catch(logFailure);
  count();
  const timers = [setInterval(() => void tidy(), everyMs), setInterval(count, countsEveryMs)];
  return { stop: () => timers.forEach(clearInterval) };
}

const logFailure = (error: unknown) => log.warn({ error }, "housekeeping failed; it will run again");

export async function tidy(): Promise<void> {
  for (const statement of deletions) await db().execute(statement).catch(logFailure);
  await deleteAllOldEvents().catch(logFailure);
  await mailPaymentProblems().catch(logFailure);
}

/** At most a hundred thousand; the next round deletes the rest. */
async function deleteAllOldEvents(): Promise<void> {
  for (let round = 0; round < 100 && (await deleteOldEvents()); round++);
}
