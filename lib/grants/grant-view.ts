import { hasEnded } from "@/db/live-grant";
import type { GrantStatus } from "@/db/schema";
import { type FailureWho, failureWho, failureWords } from "@/lib/discord/failures";
import { discordAvatar } from "@/lib/discord/images";
import { reasonWords } from "@/lib/revocation-reasons";
import { isLinkLive } from "./claim-link";
import type { GrantWithPeople } from "./find-grants";

/** A grant for lists: plain data, with all codes in words. */
export function grantView({ grant, customer, entitlement, product, account }: GrantWithPeople) {
  return {
    id: grant.id,
    status: grant.status,
    ...stateOf(grant),
    waiting: waitsFor(grant),
    link: linkState(grant),
    customer: { id: customer.id, name: customer.name || customer.email, email: customer.email },
    account: account && {
      id: account.discordUserId,
      name: account.globalName ?? account.username,
      username: account.username,
      image: discordAvatar(account.discordUserId, account.avatar),
    },
    entitlement: { id: entitlement.id, name: entitlement.name },
    product: product?.name ?? null,
    createdAt: grant.createdAt.toISOString(),
    can: {
      resend: !hasEnded(grant) && !grant.discordUserId,
      retry: grant.errorCode !== null && grant.status !== "revoked",
      revoke: !hasEnded(grant),
      reinstate: grant.revocationReason === "manual" && grant.purchase.live,
    },
  };
}

export type LinkState = "none" | "sent" | "opened" | "expired" | "used";
export type GrantView = ReturnType<typeof grantView>;
type Grant = GrantWithPeople["grant"];

/** Why a grant waits whose customer has not connected Discord. */
const unconnected: Record<LinkState, string> = {
  none: "Waiting for the customer to connect Discord",
  sent: "The customer has not opened the link yet",
  opened: "The customer opened the link, but did not connect Discord",
  expired: "The customer did not connect Discord before the link expired",
  used: "Being delivered right now",
};

/** The badge's label and colour, and the sentence that explains it. */
function stateOf(grant: Grant): { tone: GrantStatus; label: string; reason: string | null } {
  const problem = grant.errorCode && failureWords(grant.errorCode, grant.errorDetail);
  if (grant.status === "revoked")
    return { tone: "revoked", label: "Revoked", reason: ended(grant.revocationReason) };
  if (grant.revokeRequestedAt)
    return {
      tone: problem ? "failed" : "pending",
      label: "Ending",
      reason: problem ?? `${ended(grant.revocationReason)}. Waiting for Discord to confirm.`,
    };
  if (grant.status === "failed")
    return { tone: "failed", label: "Failed", reason: problem ?? "Discord refused" };
  if (grant.status === "delivered")
    return problem
      ? { tone: "failed", label: "Delivered, with a problem", reason: problem }
      : { tone: "delivered", label: "Delivered", reason: null };
  if (grant.discordUserId)
    return { tone: "pending", label: "Pending", reason: problem ?? "Being delivered right now" };
  return { tone: "pending", label: "Pending", reason: unconnected[linkState(grant)] };
}

/** Who must act next, and since when; null when nothing is open. */
function waitsFor(grant: Grant): { who: FailureWho; since: string } | null {
  const waits = (who: FailureWho, since: Date) => ({ who, since: since.toISOString() });
  if (grant.status === "revoked") return null;
  if (grant.errorCode) return waits(failureWho(grant.errorCode), grant.errorSince ?? grant.updatedAt);
  if (grant.revokeRequestedAt) return waits("nobody", grant.revokeRequestedAt);
  if (grant.status !== "pending") return null;
  if (grant.discordUserId) return waits("nobody", grant.updatedAt);
  return waits("customer", grant.linkSentAt ?? grant.createdAt);
}

function ended(reason: string | null): string {
  return reason ? reasonWords(reason) : "Access ended";
}

function linkState(grant: Grant): LinkState {
  if (grant.discordUserId) return "used";
  if (grant.status === "revoked" || !grant.linkSentAt) return "none";
  if (!isLinkLive(grant)) return "expired";
  return grant.linkOpens > 0 ? "opened" : "sent";
}

const whoWords = {
  nobody: "Nobody; it's retried automatically",
  customer: "The customer",
  merchant: "You",
  operator: "The operator of this Gatehouse",
} as const;

export function whoMustAct(code: string): string {
  return whoWords[failureWho(code)];
}
