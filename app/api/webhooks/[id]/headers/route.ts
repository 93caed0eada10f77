import { apiRoute } from "@/lib/api/api-route";
import { updateHeaders, visibleHeaders } from "@/lib/webhooks/endpoint-headers";
import { findEndpoint } from "@/lib/webhooks/find-endpoints";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/webhooks/{id}/headers", {
  GET: async ({ tx, businessId, ids }) => visibleHeaders(await findEndpoint(tx, businessId, ids.id)),
  PATCH: async ({ tx, businessId, ids, body, actor }) => {
    await updateHeaders(tx, businessId, ids.id, body.headers, actor);
  },
});
