import { forBusiness } from "@/lib/api/api-route";
import { portalSessionOperation } from "@/lib/api/customers";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { findCustomer } from "@/lib/customers/customers";
import { mailPortalSessionLink, makePortalSessionLink } from "@/lib/portal/sign-in-link";

export const POST = forBusiness(portalSessionOperation, async ({ tx, businessId, ids, query }) => {
  const customer = await findCustomer(tx, businessId, ids.id ?? "");
  const link = await makePortalSessionLink(tx, customer, query.return_url ?? null);
  if (query.send_email) await mailPortalSessionLink(tx, customer, link);
  return { link };
});

const other = onlyMethods("POST");

export { other as DELETE, other as GET, other as OPTIONS, other as PATCH, other as PUT };
