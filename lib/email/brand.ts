import type { businesses } from "@/db/schema";
import type { EmailTemplate } from "@/emails/email-props";
import type { Brand } from "@/emails/mail";
import { env } from "@/lib/env";
import { isAddress, isToMerchant } from "./from-header";

type Look = Pick<typeof businesses.$inferSelect, "name" | "logoUrl" | "brandColor" | "supportEmail">;

/** The sender's brand. The merchant's support address is only for customers, not for the merchant's own emails. */
export function brandOf(template: EmailTemplate, business: Look | null): Brand {
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
