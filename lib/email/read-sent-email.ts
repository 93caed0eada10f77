import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { emails } from "@/db/schema";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { openMail, withoutOwnLinks } from "./kept-mail";

/** An email of the business as it was sent, without links that let somebody in; throws `not_found`. */
export async function readSentEmail(tx: Tx, businessId: string, id: string) {
  const [email] = await tx
    .select()
    .from(emails)
    .where(and(eq(emails.businessId, businessId), eq(emails.id, id)));
  if (!email) throw notFound("Email");
  return {
    template: email.template,
    to: email.to,
    grantId: email.grantId,
    sentAt: email.sentAt?.toISOString() ?? null,
    /** Null: not sent yet, or by an earlier release, which didn't keep it. */
    mail: email.sentMail && withoutOwnLinks(openMail(email.id, email.sentMail), env().APP_URL),
  };
}

export type SentEmail = Awaited<ReturnType<typeof readSentEmail>>;
