import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { GatehouseError } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import type { ProviderWebhook } from "@/lib/payments/provider";
import { providerOf } from "./provider-of";
import { encryptSecret } from "./secrets";
import { webhookUrl } from "./webhook-url";

/**
 * Keeps our endpoint at the provider correct: it exists, is enabled, gets every event that we read, and uses this
 * release's API version. An endpoint that can't be updated is replaced: the new one is stored before the old one is
 * removed, and the old secret is accepted for another day. Our orphaned endpoints are removed.
 */
export async function syncWebhook(connection: ConnectionRow): Promise<void> {
  const { provider, access } = providerOf(connection);
  const url = webhookUrl(connection.id);
  const all = await listAll(connection);
  const here = all.filter((webhook) => webhook.url === url);
  const ownId = connection.webhookId ?? (await adoptOnly(connection, here));
  if (!ownId) return;
  const own = all.find(({ id }) => id === ownId);
  const stays = own !== undefined && own.state !== "outdated";
  if (!stays) {
    if (!(await replaceWebhook(connection, ownId, url))) return;
  } else if (own.state === "repairable" || own.url !== url)
    await provider.webhooks.repair(access, { id: ownId, url });
  const strays = new Set([...here, ...(await findOrphans(all)), ...(own ? [own] : [])].map(({ id }) => id));
  if (stays) strays.delete(ownId);
  for (const id of strays) await provider.webhooks.remove(access, id);
}

/** A key needs no webhook rights if the merchant created the webhook by hand. */
async function listAll(connection: ConnectionRow): Promise<ProviderWebhook[]> {
  const { provider, access } = providerOf(connection);
  try {
    return await provider.webhooks.list(access);
  } catch (error) {
    if (error instanceof GatehouseError && error.code === "forbidden" && !connection.webhookId) return [];
    throw error;
  }
}

/** Earlier releases didn't store the id. If there are several endpoints, we can't tell which one our secret belongs to. */
async function adoptOnly(connection: ConnectionRow, here: ProviderWebhook[]): Promise<string | null> {
  const [only, another] = here;
  if (!only || another) return null;
  const { id } = connection;
  await db().update(paymentConnections).set({ webhookId: only.id }).where(eq(paymentConnections.id, id));
  return only.id;
}

/** False if the connection has changed since it was read. Whatever changed it also handled its endpoint. */
async function replaceWebhook(connection: ConnectionRow, formerId: string, url: string): Promise<boolean> {
  const { provider, access } = providerOf(connection);
  const made = await provider.webhooks.create(access, url);
  const stored = await db()
    .update(paymentConnections)
    .set({
      webhookId: made.id,
      webhookSecret: encryptSecret(connection.id, made.secret),
      previousSecret: connection.webhookSecret,
      previousSecretUntil: sql`now() + interval '24 hours'`,
    })
    .where(
      and(
        eq(paymentConnections.id, connection.id),
        eq(paymentConnections.webhookId, formerId),
        isNull(paymentConnections.disconnectedAt),
      ),
    )
    .returning({ id: paymentConnections.id });
  if (stored.length === 0) await provider.webhooks.remove(access, made.id);
  return stored.length > 0;
}

/** Endpoints of this installation whose connection is gone. Their events are refused. */
async function findOrphans(all: ProviderWebhook[]): Promise<ProviderWebhook[]> {
  const connected = await db()
    .select({ id: paymentConnections.id })
    .from(paymentConnections)
    .where(isNull(paymentConnections.disconnectedAt));
  const urls = new Set(connected.map(({ id }) => webhookUrl(id)));
  return all.filter(({ url }) => url.startsWith(webhookUrl("")) && !urls.has(url));
}
