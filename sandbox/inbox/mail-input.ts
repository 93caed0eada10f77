import { z } from "zod";

/** A refusal in the mail provider's format. */
export class MailRefusal extends Error {
  constructor(
    readonly status: 400 | 401 | 404 | 405 | 409 | 422,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const addresses = z.union([z.string(), z.array(z.string())]);
const mailInput = z.object({
  from: z.string(),
  to: addresses,
  subject: z.string(),
  cc: addresses.nullish(),
  bcc: addresses.nullish(),
  reply_to: addresses.nullish(),
  html: z.string().nullish(),
  text: z.string().nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  tags: z
    .array(z.object({ name: z.string().regex(/^[\w-]{1,256}$/), value: z.string().regex(/^[\w-]{1,256}$/) }))
    .nullish(),
  attachments: z
    .array(z.object({ filename: z.string().nullish(), content: z.unknown(), path: z.string().nullish() }))
    .nullish(),
  scheduled_at: z.string().nullish(),
});

export type MailInput = z.infer<typeof mailInput>;

const asAddress =
  "The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.";

/** Checks a mail as the provider does: missing fields first, then malformed ones. */
export function readMail(json: unknown): MailInput {
  const given: Record<string, unknown> = typeof json === "object" && json !== null ? { ...json } : {};
  for (const field of ["from", "to", "subject"]) {
    if (isEmpty(given[field])) {
      throw new MailRefusal(422, "missing_required_field", `Missing \`${field}\` field.`);
    }
  }
  if (isEmpty(given.html) && isEmpty(given.text)) {
    throw new MailRefusal(422, "validation_error", "Missing `html` or `text` field.");
  }
  const parsed = mailInput.safeParse(given);
  if (!parsed.success) throw invalid(String(parsed.error.issues[0]?.path[0] ?? "body"));
  const mail = parsed.data;
  if (!isAddress(mail.from)) throw invalid("from", asAddress);
  for (const field of ["to", "cc", "bcc", "reply_to"] as const) {
    const list = [mail[field] ?? []].flat();
    if (!list.every(isAddress)) throw invalid(field, asAddress);
    if (list.length > 50) throw invalid(field, "It can hold at most 50 recipients.");
  }
  return mail;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

function isAddress(text: string): boolean {
  const named = /^[^<>]*<([^<>]+)>\s*$/.exec(text)?.[1];
  return /^[^\s@<>,]+@[^\s@<>,]+\.[^\s@<>,.]+$/.test((named ?? text).trim());
}

function invalid(field: string, why = "It has the wrong shape."): MailRefusal {
  return new MailRefusal(422, "validation_error", `Invalid \`${field}\` field. ${why}`);
}
