import { forBusiness } from "@/lib/api/api-route";
import { retrieveGrantOperation, revokeGrantOperation, showGrant } from "@/lib/api/grants";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { revokeGrant } from "@/lib/grants/end-grants";
import { findGrantOfEntitlement, grantHistory } from "@/lib/grants/find-grants";

export const GET = forBusiness(retrieveGrantOperation, async ({ tx, businessId, ids, statusCase }) => {
  const grant = await findGrantOfEntitlement(tx, businessId, ids.id, ids.grant_id);
  const history = await grantHistory(tx, businessId, grant.id);
  return {
    ...showGrant(grant, statusCase),
    history: history.map(({ type, at, details }) => ({ type, at: at.toISOString(), details })),
  };
});

export const DELETE = forBusiness(
  revokeGrantOperation,
  async ({ tx, businessId, ids, actor, statusCase }) => {
    const grant = await findGrantOfEntitlement(tx, businessId, ids.id, ids.grant_id);
    return showGrant(await revokeGrant(tx, businessId, grant.id, actor), statusCase);
  },
);

const other = onlyMethods("GET", "DELETE");

export { other as OPTIONS, other as PATCH, other as POST, other as PUT };
