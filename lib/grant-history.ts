import type { Tx } from "@/db/client";
import { type GrantEventType, grantEvents } from "@/db/schema";
import { newId } from "@/lib/ids";

/** Every kind of line in a grant's history, with the words that the timeline shows. */
export const grantEventWords: Record<GrantEventType, string> = {
  created: "Access was bought",
  email_sent: "Email sent",
  email_failed: "Email could not be sent",
  link_opened: "Customer opened the link",
  link_renewed: "A new link was made",
  authorized: "Customer connected Discord",
  joined: "Bot added the customer to the server",
  already_member: "Customer was in the server already",
  role_given: "Bot gave the role",
  role_taken: "Bot took the role away",
  role_restored: "Role put back after it was taken by hand",
  role_missed: "The role was taken by hand",
  left_server: "Customer left the server",
  rejoined: "Customer came back to the server",
  kicked: "Bot removed the customer from the server",
  problem: "Discord refused",
  problem_solved: "The problem is gone",
  account_switched: "Customer moved to another Discord account",
  revoke_requested: "Access is ending",
  plan_changed: "Access goes on under another product",
  moved: "The entitlement's server or role changed",
  restored: "Access restored",
  retried: "Tried again",
  delivered: "Access delivered",
  failed: "Access failed",
  revoked: "Access ended",
};

/** Writes one line of history and answers its id. `transition` is set on status changes only. */
export async function recordGrantEvent(
  tx: Tx,
  grant: { id: string; businessId: string; entitlementId: string },
  type: GrantEventType,
  details: Record<string, unknown> = {},
  transition: number | null = null,
): Promise<string> {
  const id = newId("grantEvent");
  await tx.insert(grantEvents).values({
    id,
    grantId: grant.id,
    businessId: grant.businessId,
    entitlementId: grant.entitlementId,
    type,
    details,
    transition,
  });
  return id;
}
