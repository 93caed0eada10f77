import { apiRoute } from "@/lib/api/api-route";
import { readSettings } from "@/lib/api/webhooks";
import { createEndpoint } from "@/lib/webhooks/endpoints";
import { endpointToWire, listEndpoints } from "@/lib/webhooks/find-endpoints";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/webhooks", {
  GET: async ({ tx, businessId, query }) => {
    const { limit, iterator } = query;
    const rows = await listEndpoints(tx, businessId, { after: iterator || undefined, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const done = rows.length <= limit;
    return {
      data: shown.map(endpointToWire),
      done,
      iterator: done ? null : (shown.at(-1)?.id ?? null),
      prev_iterator: null,
    };
  },
  POST: async ({ tx, businessId, body, actor, statusCase }) => {
    const { url, headers } = body;
    const input = { statusCase, ...readSettings(body), url, headers: headers ?? {} };
    return endpointToWire(await createEndpoint(tx, businessId, input, actor));
  },
});
