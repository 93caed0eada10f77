import { emailTemplates, type GrantEventType, type GrantStatus } from "@/db/schema";
import { failureWords } from "@/lib/discord/failures";
import { grantEventWords } from "@/lib/grant-history";
import { reasonWords } from "@/lib/revocation-reasons";
import { type MemberRole, maySeeClaimLinks } from "@/lib/rights";

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

type Event = { id: string; type: GrantEventType; details: Record<string, unknown>; at: Date };

/** One line of a grant's history in words, for a reader: what happened, why if known, and which email was sent. */
export function eventView(event: Event, reader: MemberRole) {
  return {
    id: event.id,
    // Old rows may have types that are no longer written.
    what: grantEventWords[event.type] ?? event.type.replaceAll("_", " "),
    why: whyOf(event.details),
    mail: mailOf(event, reader),
    tone: tones[event.type] ?? ("revoked" as Tone),
    loud: event.type in tones,
    at: event.at.toISOString(),
  };
}

export type EventView = ReturnType<typeof eventView>;

/** The email that a line is about. Lines of earlier releases don't know which one it was. */
function mailOf({ type, details: { email, template, to } }: Event, reader: MemberRole) {
  const known = emailTemplates.find((each) => each === template);
  if (!known || !type.startsWith("email_")) return null;
  return {
    /** To open it; null for readers who may not, because an email says who gets access. */
    id: type === "email_sent" && typeof email === "string" && maySeeClaimLinks(reader) ? email : null,
    template: known,
    to: typeof to === "string" ? to : null,
  };
}

function whyOf(details: Record<string, unknown>): string | null {
  const { code, detail, reason, by, why } = details;
  if (typeof code === "string") return failureWords(code, typeof detail === "string" ? detail : null);
  if (typeof reason === "string") return reasonWords(reason);
  if (typeof by === "string") return `By ${by}`;
  return typeof why === "string" && why.includes(" ") ? why : null;
}
