import { webhookSecretOperation } from "@/lib/api/webhooks";
import { forBusiness } from "@/lib/http";
import { revealSecret } from "@/lib/webhooks/endpoint-secret";

export const GET = forBusiness(webhookSecretOperation, async ({ tx, businessId, ids, actor }) => ({
  secret: await revealSecret(tx, businessId, ids.id ?? "", actor),
}));
