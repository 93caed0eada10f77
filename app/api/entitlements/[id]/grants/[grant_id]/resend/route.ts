import { apiRoute } from "@/lib/api/api-route";
import { grantForCaller } from "@/lib/api/grants";
import { resendLink } from "@/lib/grants/claim-link";
import { findGrantOfEntitlement } from "@/lib/grants/find-grants";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute(
  "/entitlements/{id}/grants/{grant_id}/resend",
  {
    POST: async ({ tx, businessId, ids, actor, ...caller }) => {
      const grant = await findGrantOfEntitlement(tx, businessId, ids.id, ids.grant_id);
      return grantForCaller(await resendLink(tx, businessId, grant.id, actor), caller);
    },
  },
);
