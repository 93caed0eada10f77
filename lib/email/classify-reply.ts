import type { CreateEmailResponse } from "resend";

export type ReplyResult =
  | { is: "sent" }
  | { is: "refused"; reason: string }
  | { is: "unneeded"; reason: string }
  | { is: "later"; reason: string; seconds?: number };

const refusedForGood = new Set([400, 404, 405, 413, 422]);

/**
 * Classifies Resend's reply. A refusal of the email itself is final. Everything else is retried: rate limits and
 * outages pass, and the operator can fix a wrong key or an unverified domain (401, 403) without losing emails.
 */
export function classifyReply({ error, headers }: CreateEmailResponse): ReplyResult {
  if (!error) return { is: "sent" };
  // The same idempotency key with another body: the first one was accepted, and a name in it has changed since.
  if (error.name === "invalid_idempotent_request") return { is: "sent" };
  const status = error.statusCode;
  const reason = `${status ?? "no answer"}: ${error.message}`.slice(0, 300);
  if (status && refusedForGood.has(status)) return { is: "refused", reason };
  if (status === 401 || status === 403) return { is: "later", reason, seconds: 3600 };
  const seconds = Number(headers?.["retry-after"]);
  return seconds > 0 ? { is: "later", reason, seconds: Math.min(seconds, 3600) } : { is: "later", reason };
}
