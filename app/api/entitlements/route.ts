import { apiRoute } from "@/lib/api/api-route";
import { entitlementToWire, inConfig } from "@/lib/api/entitlements";
import { answerPage, toPage } from "@/lib/api/paging";
import { addEntitlement } from "@/lib/entitlements/create-entitlement";
import { listEntitlements } from "@/lib/entitlements/find-entitlements";
import { validateTarget } from "@/lib/entitlements/validate-entitlement";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/entitlements", {
  GET: async ({ tx, businessId, query }) => {
    const other = query.integration_type !== undefined && query.integration_type !== "discord";
    const rows = other ? [] : await listEntitlements(tx, businessId, toPage(query));
    return answerPage(rows, query, ({ id }) => id, entitlementToWire);
  },
  POST: {
    before: ({ businessId, body: { integration_config: target } }) =>
      inConfig(validateTarget(businessId, target.guild_id, target.role_id ?? null)),
    handle: async ({ tx, businessId, body, actor }) => {
      const { name, description, integration_config: target, metadata, end_action, drift_policy } = body;
      const row = await addEntitlement(
        tx,
        businessId,
        {
          name,
          description: description ?? null,
          guildId: target.guild_id,
          roleId: target.role_id ?? null,
          metadata: metadata ?? {},
          ...(end_action && { endAction: end_action }),
          ...(drift_policy && { driftPolicy: drift_policy }),
        },
        actor,
      );
      return entitlementToWire(row);
    },
  },
});
