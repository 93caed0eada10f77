import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { emails } from "@/db/schema";
import type { EmailProps, EmailTemplate } from "@/emails/email-props";
import { encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import type { Language } from "@/lib/languages/languages";
import { wakeWorkers } from "@/lib/work/wake";

export type QueuedEmail<T extends EmailTemplate = EmailTemplate> = {
  /** One key per cause, like `join-discord:entg_…:1`, so that a cause can't send two emails. */
  uniqueKey: string;
  businessId: string | null;
  grantId: string | null;
  to: string;
  /** Of a customer. Merchants are written to in English. */
  language?: Language;
  template: T;
  props: EmailProps[T];
  /** Waits for `releaseEmails`. */
  held?: boolean;
};

/**
 * Queues an email in the caller's transaction; the worker sends it after the commit. Returns the email's id, or null
 * when the key is already used.
 */
export async function queueEmail<T extends EmailTemplate>(
  tx: Tx,
  email: QueuedEmail<T>,
): Promise<string | null> {
  const { props, held = false, ...row } = email;
  const id = newId("email");
  const queued = await tx
    .insert(emails)
    .values({
      ...row,
      id,
      props: encrypt(JSON.stringify(props), `emails.props:${id}`),
      dueAt: held ? null : sql`now()`,
    })
    .onConflictDoNothing({ target: emails.uniqueKey })
    .returning({ id: emails.id });
  if (queued.length === 0) return null;
  await wakeWorkers(tx, "emails");
  return id;
}

/** Sends the grant's held emails. The sender drops those that are no longer true by then. */
export async function releaseEmails(tx: Tx, grantId: string): Promise<void> {
  const released = await tx
    .update(emails)
    .set({ dueAt: sql`now()` })
    .where(heldFor(grantId))
    .returning({ id: emails.id });
  if (released.length > 0) await wakeWorkers(tx, "emails");
}

/** Deletes the grant's held emails, because another email says what happened. */
export async function dropHeldEmails(tx: Tx, grantId: string): Promise<void> {
  await tx.delete(emails).where(heldFor(grantId));
}

function heldFor(grantId: string): SQL | undefined {
  return and(eq(emails.grantId, grantId), eq(emails.status, "queued"), isNull(emails.dueAt));
}
