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
 * Keeps the endpoint at the provider as it has to be: there, switched on, sent everything that is read here, in the
 * API version of this release. One that cannot be changed is replaced: the new one is known here before the old one
 * goes, and the old secret is accepted for a day more. Others of ours that nobody listens to are removed.
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

/** The merchant's own webhook needs no right of the key. */
async function listAll(connection: ConnectionRow): Promise<ProviderWebhook[]> {
  const { provider, access } = providerOf(connection);
  try {
    return await provider.webhooks.list(access);
  } catch (error) {
    if (error instanceof GatehouseError && error.code === "forbidden" && !connection.webhookId) return [];
    throw error;
  }
}

/** Earlier releases did not keep the id. Of several endpoints nobody can tell whose secret we have. */
async function adoptOnly(connection: ConnectionRow, here: ProviderWebhook[]): Promise<string | null> {
  const [only, another] = here;
  if (!only || another) return null;
  const { id } = connection;
  await db().update(paymentConnections).set({ webhookId: only.id }).where(eq(paymentConnections.id, id));
  return only.id;
}

/** False: the connection was changed meanwhile, and whoever did that has seen to its endpoint. */
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

/** Endpoints of this installation whose connection is gone: their events are refused. */
async function findOrphans(all: ProviderWebhook[]): Promise<ProviderWebhook[]> {
  const connected = await db()
    .select({ id: paymentConnections.id })
    .from(paymentConnections)
    .where(isNull(paymentConnections.disconnectedAt));
  const urls = new Set(connected.map(({ id }) => webhookUrl(id)));
  return all.filter(({ url }) => url.startsWith(webhookUrl("")) && !urls.has(url));
}
