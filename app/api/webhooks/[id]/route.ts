import { apiRoute } from "@/lib/api/api-route";
import { readSettings } from "@/lib/api/webhooks";
import { deleteEndpoint, updateEndpoint } from "@/lib/webhooks/endpoints";
import { endpointToWire, findEndpoint } from "@/lib/webhooks/find-endpoints";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/webhooks/{id}", {
  GET: async ({ tx, businessId, ids }) => endpointToWire(await findEndpoint(tx, businessId, ids.id)),
  PATCH: async ({ tx, businessId, ids, body, actor }) => {
    const updated = await updateEndpoint(tx, businessId, ids.id, readSettings(body), actor);
    return { ...endpointToWire(updated.endpoint), dropped_headers: updated.droppedHeaders };
  },
  DELETE: async ({ tx, businessId, ids, actor }) => {
    await deleteEndpoint(tx, businessId, ids.id, actor);
  },
});
