import { hasEnded } from "@/db/live-grant";
import type { GrantStatus } from "@/db/schema";
import type { EmailTemplate } from "@/emails/email-props";

type Grant = { status: GrantStatus; revokeRequestedAt: Date | null; discordUserId: string | null };

const signInMinutes: Partial<Record<EmailTemplate, number>> = { "portal-sign-in": 15, "sign-in": 15 };
const asksToConnect: readonly EmailTemplate[] = ["join-discord", "claim-reminder"];
const confirmsAccess: readonly EmailTemplate[] = ["access-ready", "reconnect-discord"];

/** Why a queued email would now mislead its reader; null when it is still correct. */
export function whyNotNeeded(
  email: { template: EmailTemplate; createdAt: Date; moved: boolean },
  grant: Grant | null,
  now: Date,
): string | null {
  const minutes = signInMinutes[email.template];
  if (minutes && now.getTime() - email.createdAt.getTime() > minutes * 60_000)
    return "no longer needed: its link has expired";
  if (!grant) return null;
  // Its link no longer works, and the new address was sent a new one.
  if (email.moved && asksToConnect.includes(email.template))
    return "no longer needed: the customer has a new address";
  const ended = hasEnded(grant);
  if (ended && [...asksToConnect, ...confirmsAccess].includes(email.template))
    return "no longer needed: the access has ended";
  if (grant.discordUserId && asksToConnect.includes(email.template))
    return "no longer needed: Discord is connected";
  if (grant.status === "delivered" && email.template === "reconnect-discord")
    return "no longer needed: the access was delivered";
  if (!ended && email.template === "access-ended") return "no longer needed: the access was restored";
  return null;
}
