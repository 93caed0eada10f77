import { apiRoute } from "@/lib/api/api-route";
import { findCustomer } from "@/lib/customers/customers";
import { grantsOfCustomer } from "@/lib/grants/grants-of-customer";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/customers/{id}/entitlements", {
  GET: async ({ tx, businessId, ids }) => {
    const customer = await findCustomer(tx, businessId, ids.id);
    const rows = await grantsOfCustomer(tx, businessId, customer.id);
    const items = rows.map(({ grant, entitlement }) => ({
      grant_id: grant.id,
      entitlement_id: grant.entitlementId,
      entitlement_name: entitlement.name,
      entitlement_description: entitlement.description,
      integration_type: "discord" as const,
      status: grant.status,
      delivered_at: grant.deliveredAt?.toISOString() ?? null,
      revoked_at: grant.revokedAt?.toISOString() ?? null,
      created_at: grant.createdAt.toISOString(),
      updated_at: grant.updatedAt.toISOString(),
    }));
    return { items };
  },
});
