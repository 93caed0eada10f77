import { apiRoute } from "@/lib/api/api-route";
import { filterById } from "@/lib/api/filter-by-id";
import { grantForCaller } from "@/lib/api/grants";
import { answerPage, toPage } from "@/lib/api/paging";
import { findCustomer } from "@/lib/customers/customers";
import { findEntitlement } from "@/lib/entitlements/find-entitlements";
import { listGrants } from "@/lib/grants/find-grants";
import { grantDirectly } from "@/lib/purchases/grant-directly";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/entitlements/{id}/grants", {
  GET: async ({ tx, businessId, ids, query, ...caller }) => {
    const entitlement = await findEntitlement(tx, businessId, ids.id);
    const customerId = await filterById(query.customer_id, (id) => findCustomer(tx, businessId, id));
    const { status } = query;
    const page = toPage(query);
    const rows =
      customerId === null
        ? []
        : await listGrants(tx, businessId, { ...page, entitlementId: entitlement.id, customerId, status });
    return answerPage(
      rows,
      query,
      ({ grant }) => grant.id,
      ({ grant }) => grantForCaller(grant, caller),
    );
  },
  POST: async ({ tx, businessId, ids, body, actor, ...caller }) => {
    const { customer_id, email, name, expires_at, metadata } = body;
    const grant = await grantDirectly(
      tx,
      businessId,
      {
        entitlementId: ids.id,
        customer: customer_id == null ? { email: email ?? "", name: name ?? undefined } : { id: customer_id },
        expiresAt: expires_at ?? null,
        ...(metadata && { metadata }),
      },
      actor,
    );
    return grantForCaller(grant, caller);
  },
});
