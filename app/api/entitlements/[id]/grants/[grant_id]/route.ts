import { forBusiness } from "@/lib/api/api-route";
import { retrieveGrantOperation, revokeGrantOperation, showGrant } from "@/lib/api/grants";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { revokeGrant } from "@/lib/grants/end-grants";
import { grantHistory } from "@/lib/grants/find-grants";
import { findOwnGrant } from "./find-own-grant";

export const GET = forBusiness(retrieveGrantOperation, async ({ tx, businessId, ids, spelling }) => {
  const grant = await findOwnGrant(tx, businessId, ids);
  const history = await grantHistory(tx, businessId, grant.id);
  return {
    ...showGrant(grant, spelling),
    history: history.map(({ type, at, details }) => ({ type, at: at.toISOString(), details })),
  };
});

export const DELETE = forBusiness(revokeGrantOperation, async ({ tx, businessId, ids, actor, spelling }) => {
  const grant = await findOwnGrant(tx, businessId, ids);
  return showGrant(await revokeGrant(tx, businessId, grant.id, actor), spelling);
});

const other = onlyMethods("GET", "DELETE");

export { other as OPTIONS, other as PATCH, other as POST, other as PUT };
