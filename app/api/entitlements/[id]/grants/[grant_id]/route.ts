import { apiRoute } from "@/lib/api/api-route";
import { grantForCaller } from "@/lib/api/grants";
import { revokeGrant } from "@/lib/grants/end-grants";
import { findGrantOfEntitlement, grantHistory } from "@/lib/grants/find-grants";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/entitlements/{id}/grants/{grant_id}", {
  GET: async ({ tx, businessId, ids, ...caller }) => {
    const grant = await findGrantOfEntitlement(tx, businessId, ids.id, ids.grant_id);
    const history = await grantHistory(tx, businessId, grant.id);
    return {
      ...grantForCaller(grant, caller),
      history: history.map(({ type, at, details }) => ({ type, at: at.toISOString(), details })),
    };
  },
  DELETE: async ({ tx, businessId, ids, actor, ...caller }) => {
    const grant = await findGrantOfEntitlement(tx, businessId, ids.id, ids.grant_id);
    return grantForCaller(await revokeGrant(tx, businessId, grant.id, actor), caller);
  },
});
