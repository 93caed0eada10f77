import { and, count, eq, like, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { hasEnded, liveGrant } from "@/db/live-grant";
import { emails, grants } from "@/db/schema";
import { databaseNow } from "@/lib/clock";
import { extendLink } from "./claim-link";
import { endGrant } from "./end-grants";
import { findGrant, type GrantRow } from "./find-grants";
import { mailClaimLink } from "./mail-customer";

const day = 24 * 60 * 60 * 1000;
/** Days from the purchase to the first reminder, and from there to the second. */
const remindersAfterDays = [1, 3];

/** A new grant's first timer: its end date, or the first reminder for a customer who hasn't connected. */
export function firstTimerAt(discordUserId: string | null, expiresAt: Date | null): Date | null {
  return discordUserId ? expiresAt : earlier(expiresAt, inDays(remindersAfterDays[0] ?? 1));
}

/** The timer after the end date was changed. A reminder that a customer is waiting for is still sent. */
export function timerAfterNewEnd(grant: GrantRow, expiresAt: Date | null): Date | null {
  if (!isUnclaimed(grant)) return expiresAt;
  const { dueAt } = grant;
  const isReminder = dueAt !== null && dueAt.getTime() !== grant.expiresAt?.getTime();
  return isReminder ? earlier(expiresAt, dueAt) : firstTimerAt(null, expiresAt);
}

function isUnclaimed(grant: GrantRow): boolean {
  return grant.status === "pending" && !grant.discordUserId && !hasEnded(grant);
}

function inDays(days: number): Date {
  return new Date(databaseNow().getTime() + days * day);
}

function earlier(first: Date | null, second: Date): Date {
  return first && first < second ? first : second;
}

/** Ends a grant at its end date. Unclaimed grants get two reminders. */
export async function runGrantTimer(grantId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const [row] = await tx
      .select({
        businessId: grants.businessId,
        ended: sql<boolean>`coalesce(${grants.expiresAt} <= clock_timestamp(), false)`,
      })
      .from(grants)
      .where(eq(grants.id, grantId))
      .for("update");
    if (!row) return;
    const grant = await findGrant(tx, row.businessId, grantId);
    await tx.update(grants).set({ dueAt: null }).where(eq(grants.id, grantId));
    if (row.ended) return endGrant(tx, grant, "expired");
    const reminders = await remind(tx, grant);
    const nextDays = reminders === null ? undefined : remindersAfterDays[reminders];
    const dueAt = nextDays ? earlier(grant.expiresAt, inDays(nextDays)) : grant.expiresAt;
    await tx.update(grants).set({ dueAt }).where(eq(grants.id, grantId));
  });
}

/** Emails the link again to a customer who hasn't connected. Returns the number of reminders so far. */
async function remind(tx: Tx, grant: GrantRow): Promise<number | null> {
  if (!isUnclaimed(grant) || (await remindedByAnother(tx, grant))) return null;
  const keyPrefix = `claim-reminder:${grant.id}:${grant.transition}-`;
  const [sent] = await tx
    .select({ n: count() })
    .from(emails)
    .where(and(eq(emails.grantId, grant.id), like(emails.uniqueKey, `${keyPrefix}%`)));
  const number = (sent?.n ?? 0) + 1;
  if (number > remindersAfterDays.length) return number;
  const renewed = await extendLink(tx, grant);
  await mailClaimLink(tx, renewed, `${grant.transition}-${number}`, "claim-reminder");
  return number;
}

/** One consent covers a purchase's grants in one server, so only the first unclaimed one sends reminders. */
async function remindedByAnother(tx: Tx, grant: GrantRow): Promise<boolean> {
  const rows = await tx.execute(sql`
    select 1 from grants other
    join entitlements theirs on theirs.id = other.entitlement_id
    join entitlements ours on ours.id = ${grant.entitlementId} and ours.guild_id = theirs.guild_id
    where other.purchase_id = ${grant.purchaseId} and other.id < ${grant.id}
      and other.status = 'pending' and other.discord_user_id is null and ${liveGrant("other")}`);
  return rows.length > 0;
}
