import { forBusiness } from "@/lib/api/api-route";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import {
  deleteWebhookOperation,
  readSettings,
  retrieveWebhookOperation,
  updateWebhookOperation,
} from "@/lib/api/webhooks";
import { deleteEndpoint, updateEndpoint } from "@/lib/webhooks/endpoints";
import { endpointToWire, findEndpoint } from "@/lib/webhooks/find-endpoints";

export const GET = forBusiness(retrieveWebhookOperation, async ({ tx, businessId, ids }) =>
  endpointToWire(await findEndpoint(tx, businessId, ids.id ?? "")),
);

export const PATCH = forBusiness(updateWebhookOperation, async ({ tx, businessId, ids, body, actor }) =>
  endpointToWire(await updateEndpoint(tx, businessId, ids.id ?? "", readSettings(body), actor)),
);

export const DELETE = forBusiness(deleteWebhookOperation, async ({ tx, businessId, ids, actor }) => {
  await deleteEndpoint(tx, businessId, ids.id ?? "", actor);
  return undefined;
});

const other = onlyMethods("GET", "PATCH", "DELETE");

export { other as OPTIONS, other as POST, other as PUT };
