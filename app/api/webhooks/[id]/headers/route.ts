import { forBusiness } from "@/lib/api/api-route";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { updateHeadersOperation, webhookHeadersOperation } from "@/lib/api/webhooks";
import { shownHeaders, updateHeaders } from "@/lib/webhooks/endpoint-headers";
import { findEndpoint } from "@/lib/webhooks/find-endpoints";

export const GET = forBusiness(webhookHeadersOperation, async ({ tx, businessId, ids }) =>
  shownHeaders(await findEndpoint(tx, businessId, ids.id ?? "")),
);

export const PATCH = forBusiness(updateHeadersOperation, async ({ tx, businessId, ids, body, actor }) => {
  await updateHeaders(tx, businessId, ids.id ?? "", body.headers, actor);
  return undefined;
});

const other = onlyMethods("GET", "PATCH");

export { other as DELETE, other as OPTIONS, other as POST, other as PUT };
