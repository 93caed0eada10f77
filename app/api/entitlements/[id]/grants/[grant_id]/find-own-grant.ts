import type { Tx } from "@/db/client";
import { notFound } from "@/lib/errors";
import { findGrant, type GrantRow } from "@/lib/grants/find-grants";

/** The grant of the path, which must belong to the entitlement of the path, be that deleted or not. */
export async function findOwnGrant(
  tx: Tx,
  businessId: string,
  ids: Record<string, string>,
): Promise<GrantRow> {
  const grant = await findGrant(tx, businessId, ids.grant_id ?? "");
  if (grant.entitlementId !== ids.id) throw notFound("Grant");
  return grant;
}
