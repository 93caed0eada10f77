import { forBusiness } from "@/lib/api/api-route";
import { retryGrantOperation, showGrant } from "@/lib/api/grants";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { retryGrant } from "@/lib/grants/open-grants";
import { findOwnGrant } from "../find-own-grant";

export const POST = forBusiness(retryGrantOperation, async ({ tx, businessId, ids, spelling }) => {
  const grant = await findOwnGrant(tx, businessId, ids);
  return showGrant(await retryGrant(tx, businessId, grant.id), spelling);
});

const other = onlyMethods("POST");

export { other as DELETE, other as GET, other as OPTIONS, other as PATCH, other as PUT };
