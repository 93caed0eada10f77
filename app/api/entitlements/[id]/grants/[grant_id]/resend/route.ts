import { forBusiness } from "@/lib/api/api-route";
import { resendGrantOperation, showGrant } from "@/lib/api/grants";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { resendLink } from "@/lib/grants/claim-link";
import { findOwnGrant } from "../find-own-grant";

export const POST = forBusiness(resendGrantOperation, async ({ tx, businessId, ids, actor, spelling }) => {
  const grant = await findOwnGrant(tx, businessId, ids);
  return showGrant(await resendLink(tx, businessId, grant.id, actor), spelling);
});

const other = onlyMethods("POST");

export { other as DELETE, other as GET, other as OPTIONS, other as PATCH, other as PUT };
