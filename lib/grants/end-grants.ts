import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { grants, type RevocationReason } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { recordGrantEvent } from "@/lib/grant-history";
import { markGrantAccess } from "./claims";
import { findGrant, type GrantRow, lockGrant, restorable } from "./find-grants";
import { moveGrant } from "./move-grant";

/**
 * Ends a grant. Without a linked account nothing was given, so it becomes `revoked` at once. Otherwise this is a
 * request, and the grant becomes `revoked` when Discord confirms that nothing is left; in a server that another
 * business has now it becomes `revoked` at once.
 * Ending a grant again changes nothing but the reason: one that lasts replaces one after which the grant could come
 * back, and `manual` replaces any other.
 */
export async function endGrant(
  tx: Tx,
  { businessId, id }: GrantRow,
  reason: RevocationReason,
): Promise<void> {
  const grant = await lockGrant(tx, businessId, id);
  if (hasEnded(grant)) {
    const lasts = restorable(grant) && !restorable({ ...grant, revocationReason: reason });
    if (lasts || (reason === "manual" && grant.revocationReason !== "manual"))
      await tx.update(grants).set({ revocationReason: reason }).where(eq(grants.id, grant.id));
    return;
  }
  if (!grant.discordUserId) {
    await moveGrant(tx, grant, { to: "revoked", reason });
    return;
  }
  if (!(await markGrantAccess(tx, grant, "revoke"))) return recordLetGo(tx, grant, reason);
  await tx
    .update(grants)
    .set({ revokeRequestedAt: sql`clock_timestamp()`, revocationReason: reason, dueAt: null })
    .where(eq(grants.id, grant.id));
  await recordGrantEvent(tx, grant, "revoke_requested", { reason });
}

/**
 * Revokes a grant in a server that the business has let go, without an answer from Discord. What was delivered may
 * still be there, and the reason says so.
 */
export async function recordLetGo(tx: Tx, grant: GrantRow, reason: RevocationReason): Promise<void> {
  const wasGiven = grant.status === "delivered";
  await moveGrant(
    tx,
    grant,
    wasGiven ? { to: "revoked", reason: "server_released", stillHasIt: true } : { to: "revoked", reason },
  );
}

/** Ends a grant by hand. Idempotent; renewals don't restore it. Returns the updated grant. */
export async function revokeGrant(
  tx: Tx,
  businessId: string,
  grantId: string,
  actor: Actor,
): Promise<GrantRow> {
  const grant = await findGrant(tx, businessId, grantId);
  await endGrant(tx, grant, "manual");
  await writeAudit(tx, { businessId, actor, action: "grant.revoked", subjectId: grantId });
  return findGrant(tx, businessId, grantId);
}
