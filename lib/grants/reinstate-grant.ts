import type { Tx } from "@/db/client";
import { type Actor, writeAudit } from "@/lib/audit";
import { invalid } from "@/lib/errors";
import { isServed } from "./claims";
import { findGrant, type GrantRow, lockGrant } from "./find-grants";
import { restoreGrant } from "./open-grants";

/**
 * Undoes a manual revoke. Throws `invalid` when the grant was not ended by hand or its purchase has ended.
 */
export async function reinstateGrant(
  tx: Tx,
  businessId: string,
  grantId: string,
  actor: Actor,
): Promise<GrantRow> {
  const grant = await lockGrant(tx, businessId, grantId);
  if (grant.revocationReason !== "manual")
    throw invalid("Only access that was ended by hand can be reinstated");
  if (!grant.purchase.live) throw invalid("The purchase behind this access has ended");
  if (!(await isServed(tx, grant))) throw invalid("The server of this access is no longer connected");
  await restoreGrant(tx, grant);
  await writeAudit(tx, { businessId, actor, action: "grant.reinstated", subjectId: grantId });
  return findGrant(tx, businessId, grantId);
}
