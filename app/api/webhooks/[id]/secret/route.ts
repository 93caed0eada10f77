import { apiRoute } from "@/lib/api/api-route";
import { revealSecret } from "@/lib/webhooks/endpoint-secret";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/webhooks/{id}/secret", {
  GET: async ({ tx, businessId, ids, actor }) => ({
    secret: await revealSecret(tx, businessId, ids.id, actor),
  }),
});
