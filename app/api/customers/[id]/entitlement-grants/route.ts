import { forBusiness } from "@/lib/api/api-route";
import { customerGrantsOperation } from "@/lib/api/customers";
import { showGrant } from "@/lib/api/grants";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { answerPage, toPage } from "@/lib/api/paging";
import { findCustomer } from "@/lib/customers/customers";
import { listGrants } from "@/lib/grants/find-grants";

export const GET = forBusiness(
  customerGrantsOperation,
  async ({ tx, businessId, ids, query, statusCase }) => {
    const { id: customerId } = await findCustomer(tx, businessId, ids.id ?? "");
    const { status, integration_type: type = "discord" } = query;
    const rows =
      type === "discord" ? await listGrants(tx, businessId, { ...toPage(query), customerId, status }) : [];
    return answerPage(
      rows,
      query,
      ({ grant }) => grant.id,
      ({ grant }) => showGrant(grant, statusCase),
    );
  },
);

const other = onlyMethods("GET");

export { other as DELETE, other as OPTIONS, other as PATCH, other as POST, other as PUT };
