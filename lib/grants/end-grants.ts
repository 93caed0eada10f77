import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { grants, type RevocationReason } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { recordGrantEvent } from "@/lib/grant-history";
import { markGrantAccess } from "./claims";
import { findGrant, type GrantRow, lockGrant } from "./find-grants";
import { moveGrant } from "./move-grant";

/**
 * Ends a grant. Without a linked account nothing was ever given, so it is `revoked` at once. Otherwise this is
 * a request: the grant becomes `revoked` when Discord has confirmed that nothing is left of it.
 * Ending twice changes nothing, but `manual` outlives every other reason.
 */
export async function endGrant(
  tx: Tx,
  { businessId, id }: GrantRow,
  reason: RevocationReason,
): Promise<void> {
  const grant = await lockGrant(tx, businessId, id);
  if (hasEnded(grant)) {
    if (reason === "manual" && grant.revocationReason !== "manual")
      await tx.update(grants).set({ revocationReason: reason }).where(eq(grants.id, grant.id));
    return;
  }
  if (!grant.discordUserId) {
    await moveGrant(tx, grant, { to: "revoked", reason });
    return;
  }
  await tx
    .update(grants)
    .set({ revokeRequestedAt: sql`clock_timestamp()`, revocationReason: reason, dueAt: null })
    .where(eq(grants.id, grant.id));
  await recordGrantEvent(tx, grant, "revoke_requested", { reason });
  await markGrantAccess(tx, grant, "revoke");
}

/** A person ends a grant by hand: idempotent, and no renewal brings it back. Answers the grant as it is now. */
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
