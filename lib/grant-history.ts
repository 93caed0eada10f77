import type { Tx } from "@/db/client";
import { type GrantEventType, grantEvents } from "@/db/schema";
import { newId } from "@/lib/ids";

/** The words for each type of line in a grant's history. */
export const grantEventWords: Record<GrantEventType, string> = {
  created: "Access was bought",
  email_sent: "Email sent",
  email_failed: "Email could not be sent",
  link_opened: "Customer opened the link",
  link_renewed: "Link renewed",
  authorized: "Customer connected Discord",
  joined: "Bot added the customer to the server",
  already_member: "Customer was already in the server",
  role_given: "Bot gave the role",
  role_taken: "Bot removed the role",
  role_restored: "Bot gave the role back after it was removed by hand",
  role_missed: "Role was removed by hand",
  left_server: "Customer left the server",
  rejoined: "Customer came back to the server",
  kicked: "Bot removed the customer from the server",
  problem: "Discord refused",
  problem_solved: "Problem fixed",
  account_switched: "Customer moved to another Discord account",
  revoke_requested: "Access is ending",
  plan_changed: "Access continues with another product",
  moved: "The entitlement's server or role changed",
  restored: "Access restored",
  retried: "Tried again",
  delivered: "Access delivered",
  failed: "Access failed",
  revoked: "Access ended",
};

/** Writes one line of history and returns its id. `transition` is set on status changes only. */
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
