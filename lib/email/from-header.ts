import type { EmailTemplate } from "@/emails/email-props";

const toMerchants: readonly EmailTemplate[] = [
  "sign-in",
  "second-step-changed",
  "invite",
  "server-needs-attention",
  "server-recovered",
  "role-taken",
  "payments-need-attention",
  "webhook-failing",
  "webhook-paused",
];

/** Whether an email goes to merchants, from Gatehouse. All others go to customers in the merchant's name. */
export function isToMerchant(template: EmailTemplate): boolean {
  return toMerchants.includes(template);
}

/**
 * The From header: the operator's address from `EMAIL_FROM` (`a@b` or `Name <a@b>`). Emails to customers show the
 * merchant's name, so that they recognize the sender.
 */
export function fromHeader(emailFrom: string, template: EmailTemplate, businessName: string | null): string {
  const { name, address } = readMailbox(emailFrom);
  const shown = businessName && !isToMerchant(template) ? businessName : name;
  const safe = shown.replace(/[\p{Cc}\s<>"\\\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
  if (!safe) return address;
  return /^[\p{L}\p{N} ]+$/u.test(safe) ? `${safe} <${address}>` : `"${safe}" <${address}>`;
}

function readMailbox(emailFrom: string): { name: string; address: string } {
  const parts = /^(.*)<([^<>]+)>\s*$/.exec(emailFrom);
  if (!parts) return { name: "Gatehouse", address: emailFrom.trim() };
  return { name: (parts[1] ?? "").replaceAll('"', "").trim(), address: (parts[2] ?? "").trim() };
}

/** Whether the text is exactly one address. It must not add a recipient or a header. */
export function isAddress(text: string): boolean {
  return (
    text.length <= 254 && /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/.test(text) && !/\p{Cc}/u.test(text)
  );
}
