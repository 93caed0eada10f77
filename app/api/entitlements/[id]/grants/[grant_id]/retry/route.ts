import { retryGrantOperation, showGrant } from "@/lib/api/grants";
import { retryGrant } from "@/lib/grants/open-grants";
import { forBusiness } from "@/lib/http";
import { findOwnGrant } from "../find-own-grant";

export const POST = forBusiness(retryGrantOperation, async ({ tx, businessId, ids, spelling }) => {
  const grant = await findOwnGrant(tx, businessId, ids);
  return showGrant(await retryGrant(tx, businessId, grant.id), spelling);
});
