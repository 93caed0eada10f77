import { apiRoute } from "@/lib/api/api-route";
import { grantForCaller } from "@/lib/api/grants";
import { findGrantOfEntitlement } from "@/lib/grants/find-grants";
import { retryGrant } from "@/lib/grants/open-grants";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute(
  "/entitlements/{id}/grants/{grant_id}/retry",
  {
    POST: async ({ tx, businessId, ids, actor, ...caller }) => {
      const grant = await findGrantOfEntitlement(tx, businessId, ids.id, ids.grant_id);
      return grantForCaller(await retryGrant(tx, businessId, grant.id, actor), caller);
    },
  },
);
