import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { emailTexts } from "@/db/schema";
import type { EmailTemplate } from "@/emails/email-props";
import { noWords, type OwnWords, placeholders, unknownPlaceholders } from "@/emails/own-words";
import { type Actor, writeAudit } from "@/lib/audit";
import { invalid } from "@/lib/errors";
import { type Language, languageNames } from "@/lib/languages/languages";
import { cleanLine, cleanText } from "@/lib/text";

/** The emails whose subject and first words a business may write itself. */
const editableEmails: readonly EmailTemplate[] = [
  "join-discord",
  "claim-reminder",
  "access-ready",
  "reconnect-discord",
  "access-ended",
];

export function isEditable(template: EmailTemplate): boolean {
  return editableEmails.includes(template);
}

const words = (most: number, clean: (text: string) => string) =>
  z
    .string()
    .nullable()
    .transform((text) => clean(text ?? ""))
    .superRefine((text, context) => {
      if (text.length > most) context.addIssue(`At most ${most} characters`);
      const [unknown] = unknownPlaceholders(text);
      if (unknown !== undefined)
        context.addIssue(
          `{${unknown}} means nothing. Use ${placeholders.map((name) => `{${name}}`).join(", ")}`,
        );
    })
    .transform((text) => text || null);

export const ownWords = z.object({
  subject: words(150, cleanLine),
  intro: words(1_000, (text) => cleanText(text).trim()),
});

/** What the business wrote itself for this email in this language. Emails from before languages were in English. */
export async function findOwnWords(
  tx: Tx,
  businessId: string,
  template: EmailTemplate,
  language: string | null,
): Promise<OwnWords> {
  if (!isEditable(template)) return noWords;
  const [found] = await tx
    .select({ subject: emailTexts.subject, intro: emailTexts.intro })
    .from(emailTexts)
    .where(
      and(
        eq(emailTexts.businessId, businessId),
        eq(emailTexts.template, template),
        eq(emailTexts.language, language ?? "en"),
      ),
    );
  return found ?? noWords;
}

/** Saves own words in place of those before; without any, ours are used again. */
export async function saveOwnWords(
  tx: Tx,
  businessId: string,
  about: { template: EmailTemplate; language: Language },
  given: OwnWords,
  actor: Actor,
): Promise<void> {
  const { template, language } = about;
  if (!isEditable(template)) throw invalid("The words of this email can't be changed");
  await tx
    .insert(emailTexts)
    .values({ businessId, template, language, ...given })
    .onConflictDoUpdate({
      target: [emailTexts.businessId, emailTexts.template, emailTexts.language],
      set: { ...given, updatedAt: sql`now()` },
    });
  const details = { email: template, language: languageNames[language], ...given };
  await writeAudit(tx, {
    businessId,
    actor,
    action: "business.email_text_changed",
    subjectId: businessId,
    details,
  });
}
