import type { businesses } from "@/db/schema";
import type { EmailTemplate } from "@/emails/email-props";
import type { Brand, Occasion } from "@/emails/mail";
import { noWords, type OwnWords } from "@/emails/own-words";
import { serverUrl } from "@/lib/discord/places";
import { env } from "@/lib/env";
import { isLanguage } from "@/lib/languages/languages";
import { texts } from "@/lib/languages/texts";
import { isAddress, isToMerchant } from "./from-header";

type Look = Pick<typeof businesses.$inferSelect, "name" | "logoUrl" | "brandColor" | "supportEmail">;

/** What every email is written with, besides what it tells of. Merchants read English, whatever `language` says. */
export function occasionOf(
  template: EmailTemplate,
  business: Look | null,
  { to, language }: { to: string; language: string | null },
  own: OwnWords = noWords,
): Occasion {
  return {
    brand: brandOf(template, business),
    to,
    portalUrl: `${env().APP_URL}/portal`,
    serverUrl,
    texts: texts(isLanguage(language) && !isToMerchant(template) ? language : "en"),
    own,
  };
}

/** The sender's brand. The merchant's support address is only for customers, not for the merchant's own emails. */
function brandOf(template: EmailTemplate, business: Look | null): Brand {
  if (!business) return { name: "Gatehouse", logoUrl: null, brandColor: null, supportEmail: null };
  const { name, logoUrl, brandColor, supportEmail } = business;
  const usable = supportEmail && isAddress(supportEmail) && !isToMerchant(template);
  return {
    name,
    logoUrl: logoUrl && new URL(logoUrl, env().APP_URL).href,
    brandColor,
    supportEmail: usable ? supportEmail : null,
  };
}
