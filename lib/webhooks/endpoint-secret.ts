import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { webhookEndpoints } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { decrypt, encrypt } from "@/lib/crypto";
import { type Endpoint, findEndpoint } from "./find-endpoints";
import { newSecret } from "./signature";

/** The secret, for the person or program that verifies what it receives. Reading it is in the audit log. */
export async function revealSecret(
  tx: Tx,
  businessId: string,
  endpointId: string,
  actor: Actor,
): Promise<string> {
  const endpoint = await findEndpoint(tx, businessId, endpointId);
  await writeAudit(tx, { businessId, actor, action: "webhook.secret_read", subjectId: endpointId });
  return openSecret(endpoint);
}

/**
 * A new secret. For 24 hours each request carries a second signature made with the one before, so that a
 * receiver can change over at its leisure. Rotating again within that time ends the oldest at once.
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
      previousSecret: encrypt(openSecret(endpoint), `webhook_endpoints.previous_secret:${endpointId}`),
      previousSecretUntil: sql`now() + interval '24 hours'`,
    })
    .where(eq(webhookEndpoints.id, endpointId))
    .returning({ previousUntil: webhookEndpoints.previousSecretUntil });
  if (!rotated?.previousUntil) throw new Error("update returned no row");
  await writeAudit(tx, { businessId, actor, action: "webhook.secret_rotated", subjectId: endpointId });
  return { secret, previousUntil: rotated.previousUntil };
}

/** The secrets to sign with now, newest first. */
export function signingSecrets(endpoint: Endpoint, now = new Date()): string[] {
  const { previousSecret, previousSecretUntil } = endpoint;
  const previousCounts = previousSecret && previousSecretUntil && previousSecretUntil > now;
  return previousCounts
    ? [openSecret(endpoint), decrypt(previousSecret, `webhook_endpoints.previous_secret:${endpoint.id}`)]
    : [openSecret(endpoint)];
}

function openSecret(endpoint: Endpoint): string {
  return decrypt(endpoint.secret, `webhook_endpoints.secret:${endpoint.id}`);
}
