import type { Tx } from "@/db/client";
import { providerNamed } from "@/lib/payments/providers";
import { listConnections } from "./find-connections";
import { webhookUrl } from "./webhook-url";

/** The payment providers of a business, as their cards show them. */
export async function readConnections(tx: Tx, businessId: string) {
  return (await listConnections(tx, businessId)).map((connection) => ({
    id: connection.id,
    name: connection.name,
    provider: providerNamed(connection.provider).name,
    webhookUrl: webhookUrl(connection.id),
    lastEventAt: connection.lastEventAt?.toISOString() ?? null,
    isReading: connection.isReading,
    syncedAt: connection.syncedAt?.toISOString() ?? null,
    lastError: connection.lastError,
    caughtUpAt: connection.caughtUpAt?.toISOString() ?? null,
    catchUpError: connection.catchUpError,
  }));
}

export type ConnectionView = Awaited<ReturnType<typeof readConnections>>[number];
