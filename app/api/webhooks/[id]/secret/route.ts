import { forBusiness } from "@/lib/api/api-route";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { webhookSecretOperation } from "@/lib/api/webhooks";
import { revealSecret } from "@/lib/webhooks/endpoint-secret";

export const GET = forBusiness(webhookSecretOperation, async ({ tx, businessId, ids, actor }) => ({
  secret: await revealSecret(tx, businessId, ids.id ?? "", actor),
}));

const other = onlyMethods("GET");

export { other as DELETE, other as OPTIONS, other as PATCH, other as POST, other as PUT };
