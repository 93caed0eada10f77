import { apiRoute } from "@/lib/api/api-route";
import { entitlementToWire, inConfig, readChanges } from "@/lib/api/entitlements";
import { deleteEntitlement } from "@/lib/entitlements/end-entitlement";
import { readEntitlement } from "@/lib/entitlements/find-entitlements";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/entitlements/{id}", {
  GET: async ({ businessId, ids }) => entitlementToWire(await readEntitlement(businessId, ids.id)),
  PATCH: {
    ownTransactions: true,
    handle: async ({ businessId, ids, body, actor }) =>
      entitlementToWire(await inConfig(updateEntitlement(businessId, ids.id, readChanges(body), actor))),
  },
  /** People keep what they have, as with Dodo Payments; the dashboard can end their access too. */
  DELETE: async ({ tx, businessId, ids, actor }) => {
    await deleteEntitlement(tx, businessId, ids.id, { endAccess: false }, actor);
  },
});
