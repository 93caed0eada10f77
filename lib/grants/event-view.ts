import type { GrantEventType, GrantStatus } from "@/db/schema";
import { failureWords } from "@/lib/discord/failures";
import { grantEventWords } from "@/lib/grant-history";
import { reasonWords } from "@/lib/revocation-reasons";

type Tone = GrantStatus | "accent";

const tones: Partial<Record<GrantEventType, Tone>> = {
  created: "accent",
  delivered: "delivered",
  role_given: "delivered",
  joined: "delivered",
  role_restored: "delivered",
  restored: "delivered",
  problem_solved: "delivered",
  failed: "failed",
  problem: "failed",
  email_failed: "failed",
  role_missed: "failed",
  revoked: "revoked",
  role_taken: "revoked",
  kicked: "revoked",
  revoke_requested: "pending",
};

/** One line of a grant's history in words: what happened, and why if known. */
export function eventView(event: {
  id: string;
  type: GrantEventType;
  details: Record<string, unknown>;
  at: Date;
}) {
  return {
    id: event.id,
    // Old rows may have types that are no longer written.
    what: grantEventWords[event.type] ?? event.type.replaceAll("_", " "),
    why: whyOf(event.details),
    tone: tones[event.type] ?? ("revoked" as Tone),
    loud: event.type in tones,
    at: event.at.toISOString(),
  };
}

export type EventView = ReturnType<typeof eventView>;

function whyOf(details: Record<string, unknown>): string | null {
  const { code, detail, reason, by, why } = details;
  if (typeof code === "string") return failureWords(code, typeof detail === "string" ? detail : null);
  if (typeof reason === "string") return reasonWords(reason);
  if (typeof by === "string") return `By ${by}`;
  return typeof why === "string" && why.includes(" ") ? why : null;
}
