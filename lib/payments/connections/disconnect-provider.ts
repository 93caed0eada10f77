import { eq, sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { GatehouseError, RetryLater } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { findConnected } from "./find-connections";
import { providerOf } from "./provider-of";
import { webhookUrl } from "./webhook-url";

/**
 * Stops accepting events and removes the endpoint at the provider. Purchases and grants stay as they are.
 * `leftBehind` says why the endpoint couldn't be removed, or is null. Calls the provider, so don't call this inside a
 * transaction.
 */
export async function disconnectProvider(
  businessId: string,
  id: string,
  actor: Actor,
): Promise<{ leftBehind: string | null }> {
  // First, so that a worker that syncs the webhook in the meantime doesn't create a new one.
  const connection = await inTransaction(async (tx) => {
    const found = await findConnected(tx, businessId, id);
    await tx
      .update(paymentConnections)
      .set({ disconnectedAt: sql`now()`, dueAt: null, catchUpDueAt: null })
      .where(eq(paymentConnections.id, id));
    const details = { name: found.name };
    await writeAudit(tx, { businessId, actor, action: "provider.disconnected", subjectId: id, details });
    return found;
  });
  return { leftBehind: await removeWebhook(connection) };
}

async function removeWebhook(connection: ConnectionRow): Promise<string | null> {
  const { provider, access } = providerOf(connection);
  const own = webhookUrl(connection.id);
  try {
    for (const { id, url } of await provider.webhooks.list(access))
      if (id === connection.webhookId || url === own) await provider.webhooks.remove(access, id);
    return null;
  } catch (error) {
    if (!(error instanceof GatehouseError || error instanceof RetryLater)) throw error;
    return `The webhook couldn't be removed at ${provider.name} (${error.message}). Remove it there: it sends to ${own}`;
  }
}
