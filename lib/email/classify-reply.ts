import type { CreateEmailResponse } from "resend";

export type ReplyResult =
  | { is: "sent" }
  | { is: "refused"; reason: string }
  | { is: "unneeded"; reason: string }
  | { is: "later"; reason: string; seconds?: number; senderRefused?: boolean };

const refusedForGood = new Set([400, 404, 405, 413, 422]);

/**
 * Classifies Resend's reply. A refusal of the email or of its recipient is final. Everything else is retried: rate
 * limits and outages pass, and the operator can fix what is wrong with the sender (a revoked key, an unverified domain,
 * a bad From) without losing emails.
 */
export function classifyReply({ error, headers }: CreateEmailResponse): ReplyResult {
  if (!error) return { is: "sent" };
  // The same idempotency key with another body: the first one was accepted, and a name in it has changed since.
  if (error.name === "invalid_idempotent_request") return { is: "sent" };
  const status = error.statusCode;
  const reason = status
    ? `the mail provider answered ${status}${codeOf(error)}`
    : "the mail provider did not answer";
  if (status === 401 || status === 403 || isAboutSender(error))
    return { is: "later", reason, seconds: senderRefusedSeconds, senderRefused: true };
  if (status && refusedForGood.has(status)) return { is: "refused", reason };
  const seconds = Number(headers?.["retry-after"]);
  return seconds > 0 ? { is: "later", reason, seconds: Math.min(seconds, 3600) } : { is: "later", reason };
}

/** Its sentences may quote what was sent, so only its name for the error is shown. */
function codeOf({ name }: NonNullable<CreateEmailResponse["error"]>): string {
  return /^[a-z_]{1,60}$/.test(name) ? ` (${name})` : "";
}

/** Soon enough after the operator mended it. */
const senderRefusedSeconds = 600;

/** Resend names the field in its message, and has a name of its own for a malformed From. */
function isAboutSender({ name, message }: NonNullable<CreateEmailResponse["error"]>): boolean {
  return (
    String(name) === "invalid_from_address" || /[`'"]?from[`'"]? (field|address)|from domain/i.test(message)
  );
}
