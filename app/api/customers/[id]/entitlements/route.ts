import { forBusiness } from "@/lib/api/api-route";
import { customerEntitlementsOperation } from "@/lib/api/customers";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { findCustomer } from "@/lib/customers/customers";
import { grantsOfCustomer } from "@/lib/grants/grants-of-customer";

export const GET = forBusiness(customerEntitlementsOperation, async ({ tx, businessId, ids }) => {
  const customer = await findCustomer(tx, businessId, ids.id ?? "");
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
});

const other = onlyMethods("GET");

export { other as DELETE, other as OPTIONS, other as PATCH, other as POST, other as PUT };
