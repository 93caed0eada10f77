import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { webhookEndpoints } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { decrypt, encrypt } from "@/lib/crypto";
import { type Endpoint, findEndpoint } from "./find-endpoints";
import { newSecret } from "./signature";

/** The signing secret, for whoever verifies the requests. Reading it is recorded in the audit log. */
export async function revealSecret(
  tx: Tx,
  businessId: string,
  endpointId: string,
  actor: Actor,
): Promise<string> {
  const endpoint = await findEndpoint(tx, businessId, endpointId);
  await writeAudit(tx, { businessId, actor, action: "webhook.secret_read", subjectId: endpointId });
  return decryptSecret(endpoint);
}

/**
 * Creates a new secret. For 24 hours each request is also signed with the previous one, so that the receiver can
 * switch without losing events. Rotating again within that time drops the oldest secret at once.
 */
export async function rotateSecret(
  tx: Tx,
  businessId: string,
  endpointId: string,
  actor: Actor,
): Promise<{ secret: string; previousUntil: Date }> {
  const endpoint = await findEndpoint(tx, businessId, endpointId);
  const secret = newSecret();
  const [rotated] = await tx
    .update(webhookEndpoints)
    .set({
      secret: encrypt(secret, `webhook_endpoints.secret:${endpointId}`),
      previousSecret: encrypt(decryptSecret(endpoint), `webhook_endpoints.previous_secret:${endpointId}`),
      previousSecretUntil: sql`now() + interval '24 hours'`,
    })
    .where(eq(webhookEndpoints.id, endpointId))
    .returning({ previousUntil: webhookEndpoints.previousSecretUntil });
  if (!rotated?.previousUntil) throw new Error("update returned no row");
  await writeAudit(tx, { businessId, actor, action: "webhook.secret_rotated", subjectId: endpointId });
  return { secret, previousUntil: rotated.previousUntil };
}

/** The secrets to sign with at this time, newest first. */
export function signingSecrets(endpoint: Endpoint, now: Date): string[] {
  const { previousSecret, previousSecretUntil } = endpoint;
  const previousCounts = previousSecret && previousSecretUntil && previousSecretUntil > now;
  return previousCounts
    ? [decryptSecret(endpoint), decrypt(previousSecret, `webhook_endpoints.previous_secret:${endpoint.id}`)]
    : [decryptSecret(endpoint)];
}

function decryptSecret(endpoint: Endpoint): string {
  return decrypt(endpoint.secret, `webhook_endpoints.secret:${endpoint.id}`);
}
