import { apiRoute } from "@/lib/api/api-route";
import { grantForCaller } from "@/lib/api/grants";
import { answerPage, toPage } from "@/lib/api/paging";
import { findCustomer } from "@/lib/customers/customers";
import { listGrants } from "@/lib/grants/find-grants";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/customers/{id}/entitlement-grants", {
  GET: async ({ tx, businessId, ids, query, ...caller }) => {
    const { id: customerId } = await findCustomer(tx, businessId, ids.id);
    const { status, integration_type: type = "discord" } = query;
    const rows =
      type === "discord" ? await listGrants(tx, businessId, { ...toPage(query), customerId, status }) : [];
    return answerPage(
      rows,
      query,
      ({ grant }) => grant.id,
      ({ grant }) => grantForCaller(grant, caller),
    );
  },
});
