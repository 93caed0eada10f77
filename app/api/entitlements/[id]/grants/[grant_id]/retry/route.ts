import { forBusiness } from "@/lib/api/api-route";
import { retryGrantOperation, showGrant } from "@/lib/api/grants";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { findGrantOfEntitlement } from "@/lib/grants/find-grants";
import { retryGrant } from "@/lib/grants/open-grants";

export const POST = forBusiness(retryGrantOperation, async ({ tx, businessId, ids, actor, statusCase }) => {
  const grant = await findGrantOfEntitlement(tx, businessId, ids.id, ids.grant_id);
  return showGrant(await retryGrant(tx, businessId, grant.id, actor), statusCase);
});

const other = onlyMethods("POST");

export { other as DELETE, other as GET, other as OPTIONS, other as PATCH, other as PUT };
