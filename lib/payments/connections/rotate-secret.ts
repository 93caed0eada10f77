import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { findConnected } from "./find-connections";
import { encryptSecret, requireSecret } from "./secrets";

/** Replaces the signing secret. The old one is accepted for another 24 hours. */
export async function rotateSecret(
  tx: Tx,
  businessId: string,
  id: string,
  secret: string,
  actor: Actor,
): Promise<void> {
  const connection = await findConnected(tx, businessId, id);
  requireSecret(connection.provider, secret);
  await tx
    .update(paymentConnections)
    .set({
      webhookSecret: encryptSecret(id, secret),
      previousSecret: connection.webhookSecret,
      previousSecretUntil: sql`now() + interval '24 hours'`,
    })
    .where(eq(paymentConnections.id, id));
  await writeAudit(tx, { businessId, actor, action: "provider.secret_rotated", subjectId: id });
}
