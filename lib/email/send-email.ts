import { and, eq, isNotNull, sql } from "drizzle-orm";
import { db, inTransaction } from "@/db/client";
import { businesses, customers, emails, grants } from "@/db/schema";
import type { EmailProps, EmailTemplate } from "@/emails/email-props";
import { renderMail } from "@/emails/render-mail";
import { databaseNow } from "@/lib/clock";
import { decrypt } from "@/lib/crypto";
import { canonicalOrAsGiven } from "@/lib/email-address";
import { env } from "@/lib/env";
import { RetryLater, withoutSecrets } from "@/lib/errors";
import { recordGrantEvent } from "@/lib/grant-history";
import { log } from "@/lib/log";
import { cleanLine } from "@/lib/text";
import { wakeWorkersSoon } from "@/lib/work/wake";
import { BoundedResend } from "./bounded-resend";
import { classifyReply, type ReplyResult } from "./classify-reply";
import { fromHeader, isAddress, isToMerchant } from "./from-header";
import { type KeptMail, sealMail } from "./kept-mail";
import { occasionOf } from "./occasion";
import { findOwnWords } from "./own-texts";
import { whyNotNeeded } from "./why-not-needed";

type Queued = {
  email: typeof emails.$inferSelect & { template: EmailTemplate };
  business: typeof businesses.$inferSelect | null;
  grant: typeof grants.$inferSelect | null;
  /** The customer's address has changed since the email was queued. `email.to` is the new address. */
  moved: boolean;
};

/** What became of an attempt; an email that was sent comes with what was sent. */
type Answer =
  | Exclude<ReplyResult, { is: "sent" }>
  | (Extract<ReplyResult, { is: "sent" }> & { mail: KeptMail });
type Later = Extract<ReplyResult, { is: "later" }>;

const deadlineMs = 20_000;

/**
 * Sends one queued email. May run twice: the email's id is the provider's idempotency key, so an email whose reply
 * was lost is not sent again.
 */
export async function sendEmail(emailId: string): Promise<void> {
  const queued = await findQueued(emailId);
  if (!queued) return;
  const answer = whyNotToSend(queued) ?? (await post(queued));
  if (answer.is === "later") {
    await recordRetry(queued, answer);
    throw new RetryLater(answer.seconds ?? pause(queued.email.createdAt), answer.reason);
  }
  await settle(queued, answer);
}

async function recordRetry({ email }: Queued, { reason, senderRefused = false }: Later): Promise<void> {
  const about = { email: email.id, business: email.businessId, reason };
  if (senderRefused)
    log.error(about, "Resend refuses the sender: check RESEND_API_KEY, EMAIL_FROM and its domain");
  else log.warn(about, "email will be retried");
  await db()
    .update(emails)
    .set({ lastError: reason, senderRefused })
    .where(and(eq(emails.id, email.id), eq(emails.status, "queued")));
}

/** Whether emails wait for the operator. */
export async function isSenderRefused(): Promise<boolean> {
  const rows = await db()
    .select({ id: emails.id })
    .from(emails)
    .where(and(isNotNull(emails.dueAt), eq(emails.senderRefused, true)))
    .limit(1);
  return rows.length > 0;
}

/** An email that was sent proves that the operator has fixed the sender. */
async function sendRefusedOnesNow(): Promise<void> {
  const due = await db()
    .update(emails)
    .set({ dueAt: sql`now()`, senderRefused: false })
    .where(and(isNotNull(emails.dueAt), eq(emails.senderRefused, true)))
    .returning({ id: emails.id });
  if (due.length > 0) wakeWorkersSoon("emails");
}

async function findQueued(emailId: string): Promise<Queued | null> {
  const [row] = await db()
    .select({ email: emails, business: businesses, grant: grants, customerEmail: customers.email })
    .from(emails)
    .leftJoin(businesses, eq(businesses.id, emails.businessId))
    .leftJoin(grants, eq(grants.id, emails.grantId))
    .leftJoin(customers, eq(customers.id, grants.customerId))
    .where(and(eq(emails.id, emailId), eq(emails.status, "queued")));
  if (!row) return null;
  const { customerEmail, email, ...rest } = row;
  const moved =
    customerEmail !== null &&
    !isToMerchant(email.template) &&
    canonicalOrAsGiven(customerEmail) !== canonicalOrAsGiven(email.to);
  return { ...rest, email: { ...email, to: moved ? customerEmail : email.to }, moved };
}

function whyNotToSend({ email, grant, moved }: Queued): Answer | null {
  if (!isAddress(email.to)) return { is: "refused", reason: "this is not a valid email address" };
  const reason = whyNotNeeded({ ...email, moved }, grant, databaseNow());
  return reason ? { is: "unneeded", reason } : null;
}

async function post({ email, business }: Queued): Promise<Answer> {
  const { EMAIL_FROM, RESEND_API_KEY, RESEND_BASE_URL } = env();
  const props = JSON.parse(decrypt(email.props, `emails.props:${email.id}`)) as EmailProps[EmailTemplate];
  const own = business ? await findOwnWords(db(), business.id, email.template, email.language) : undefined;
  const occasion = occasionOf(email.template, business, email, own);
  const mail = await renderMail(email.template, props, occasion);
  const { supportEmail } = occasion.brand;
  const from = fromHeader(EMAIL_FROM, email.template, business?.name ?? null);
  const answer = await new BoundedResend(RESEND_API_KEY, { baseUrl: RESEND_BASE_URL }).emails.send(
    {
      from,
      to: email.to,
      ...mail,
      ...(supportEmail && { replyTo: supportEmail }),
    },
    { idempotencyKey: email.id, signal: AbortSignal.timeout(deadlineMs) },
  );
  if (answer.error) {
    // The words are for the operator alone.
    const words = withoutSecrets(cleanLine(answer.error.message, 500)).replace(/\S+@\S+/g, "…");
    log.warn({ email: email.id, status: answer.error.statusCode, words }, "refused by the mail provider");
  }
  const result = classifyReply(answer);
  return result.is === "sent" ? { ...result, mail: { from, ...mail } } : result;
}

/** Waits half of the email's age, from 3 seconds to an hour, with jitter, so that pauses grow. */
function pause(createdAt: Date): number {
  const age = (databaseNow().getTime() - createdAt.getTime()) / 1000;
  return Math.min(3600, Math.max(3, age / 2)) * (0.8 + Math.random() * 0.4);
}

async function settle({ email, grant }: Queued, answer: Exclude<Answer, { is: "later" }>): Promise<void> {
  const sent = answer.is === "sent";
  await inTransaction(async (tx) => {
    const settled = await tx
      .update(emails)
      .set({
        status: sent ? "sent" : "failed",
        to: email.to,
        dueAt: null,
        lastError: sent ? null : answer.reason,
        senderRefused: false,
        sentAt: sent ? sql`clock_timestamp()` : null,
        sentMail: sent ? sealMail(email.id, answer.mail) : null,
      })
      .where(and(eq(emails.id, email.id), eq(emails.status, "queued")))
      .returning({ id: emails.id });
    if (settled.length === 0 || !grant || answer.is === "unneeded") return;
    await recordGrantEvent(tx, grant, sent ? "email_sent" : "email_failed", {
      email: email.id,
      template: email.template,
      to: email.to,
      ...(!sent && { reason: answer.reason }),
    });
  });
  if (sent) await sendRefusedOnesNow();
}
