import { apiRoute } from "@/lib/api/api-route";
import { grantToWireInCase } from "@/lib/api/grants";
import { revokeGrant } from "@/lib/grants/end-grants";
import { findGrantOfEntitlement, grantHistory } from "@/lib/grants/find-grants";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/entitlements/{id}/grants/{grant_id}", {
  GET: async ({ tx, businessId, ids, statusCase }) => {
    const grant = await findGrantOfEntitlement(tx, businessId, ids.id, ids.grant_id);
    const history = await grantHistory(tx, businessId, grant.id);
    return {
      ...grantToWireInCase(grant, statusCase),
      history: history.map(({ type, at, details }) => ({ type, at: at.toISOString(), details })),
    };
  },
  DELETE: async ({ tx, businessId, ids, actor, statusCase }) => {
    const grant = await findGrantOfEntitlement(tx, businessId, ids.id, ids.grant_id);
    return grantToWireInCase(await revokeGrant(tx, businessId, grant.id, actor), statusCase);
  },
});
