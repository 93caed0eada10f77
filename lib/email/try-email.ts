import { z } from "zod";
import type { Tx } from "@/db/client";
import { type businesses, emailTemplates } from "@/db/schema";
import type { EmailTemplate } from "@/emails/email-props";
import { noWords, type OwnWords } from "@/emails/own-words";
import { type Rendered, renderMail } from "@/emails/render-mail";
import { sampleProps } from "@/emails/samples";
import { tooMany } from "@/lib/doors";
import { env } from "@/lib/env";
import { newId } from "@/lib/ids";
import { languages } from "@/lib/languages/languages";
import { countWithin } from "@/lib/rate-counter";
import { occasionOf } from "./occasion";
import { queueEmail } from "./queue-email";

export type { EmailTemplate, OwnWords, Rendered };
export const emailInLanguage = z.object({ template: z.enum(emailTemplates), language: z.enum(languages) });
export type EmailInLanguage = z.output<typeof emailInLanguage>;

type Business = typeof businesses.$inferSelect;
type Reader = { id: string; email: string };

/** The email as `business` would send it, about a made-up customer. Nothing is sent. */
export async function renderSample(
  business: Business,
  { template, language }: EmailInLanguage,
  words: OwnWords | null,
  reader: Reader,
): Promise<Rendered> {
  const occasion = occasionOf(template, business, { to: reader.email, language }, words ?? noWords);
  return renderMail(template, sampleProps(occasion.portalUrl)[template], occasion);
}

/** Mails the same to the member who asks for it. Its links lead to the portal. Throws `too_many_requests`. */
export async function sendTestEmail(
  tx: Tx,
  business: Business,
  { template, language }: EmailInLanguage,
  reader: Reader,
): Promise<void> {
  if (!(await countWithin(tx, `test-email:${reader.id}`, 20, 3600))) throw tooMany(180);
  await queueEmail(tx, {
    uniqueKey: `test:${newId("email")}`,
    businessId: business.id,
    grantId: null,
    to: reader.email,
    language,
    template,
    props: sampleProps(`${env().APP_URL}/portal`)[template],
  });
}
