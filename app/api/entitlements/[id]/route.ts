import { forBusiness } from "@/lib/api/api-route";
import {
  deleteEntitlementOperation,
  entitlementToWire,
  inConfig,
  readChanges,
  retrieveEntitlementOperation,
  updateEntitlementOperation,
} from "@/lib/api/entitlements";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { deleteEntitlement } from "@/lib/entitlements/end-entitlement";
import { readEntitlement } from "@/lib/entitlements/find-entitlements";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";

export const GET = forBusiness(retrieveEntitlementOperation, async ({ businessId, ids }) =>
  entitlementToWire(await readEntitlement(businessId, ids.id ?? "")),
);

export const PATCH = forBusiness(
  updateEntitlementOperation,
  async ({ businessId, ids, body, actor }) =>
    entitlementToWire(await inConfig(updateEntitlement(businessId, ids.id ?? "", readChanges(body), actor))),
  { ownTransactions: true },
);

/** People keep what they have, as Dodo Payments does it; the dashboard can end their access too. */
export const DELETE = forBusiness(deleteEntitlementOperation, async ({ tx, businessId, ids, actor }) => {
  await deleteEntitlement(tx, businessId, ids.id ?? "", { endAccess: false }, actor);
  return undefined;
});

const other = onlyMethods("GET", "PATCH", "DELETE");

export { other as OPTIONS, other as POST, other as PUT };
