import { and, desc, eq, getTableColumns, isNull, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { decrypt, encrypt } from "@/lib/crypto";
import { env } from "@/lib/env";
import { invalid, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { ProviderAccess } from "@/lib/payments/provider";
import { wakeWorkers } from "@/lib/work/wake";
import type { ConnectionRow } from "./connection-row";
import type { Provider } from "./provider";
import { providers } from "./providers";
import { saveProduct } from "./save-product";

const place = { apiKey: "payment_connections.api_key", secret: "payment_connections.webhook_secret" };

export function webhookUrl(connectionId: string): string {
  return `${env().APP_URL}/api/hooks/payments/${connectionId}`;
}

/** `isReading`: a worker reads the products now, or as soon as one is free. */
export async function listConnections(
  tx: Tx,
  businessId: string,
): Promise<(ConnectionRow & { isReading: boolean })[]> {
  const isReading = sql<boolean>`coalesce(${paymentConnections.dueAt} <= clock_timestamp(), false)`;
  return tx
    .select({ ...getTableColumns(paymentConnections), isReading })
    .from(paymentConnections)
    .where(and(eq(paymentConnections.businessId, businessId), isNull(paymentConnections.disconnectedAt)))
    .orderBy(desc(paymentConnections.createdAt));
}

export async function findConnection(tx: Tx, businessId: string, id: string): Promise<ConnectionRow> {
  const [row] = await tx
    .select()
    .from(paymentConnections)
    .where(and(eq(paymentConnections.businessId, businessId), eq(paymentConnections.id, id)));
  if (!row) throw notFound("Payment provider");
  return row;
}

type NewConnection = {
  businessId: string;
  provider: "dodo" | "stripe";
  name: string;
  apiKey: string;
  baseUrl: string | null;
  /** Given when the merchant made the webhook at the provider; else we ask the provider to make one. */
  webhookSecret: string | null;
  externalBusinessId: string | null;
  actor: Actor;
};

/**
 * Connects a provider: the key is tried by reading the products, which are stored at once. Throws `invalid` when
 * the provider refuses the key, or the given secret is too short to be one. Talks to the provider, so it is not
 * called inside a transaction.
 */
export async function connectProvider(wanted: NewConnection): Promise<ConnectionRow> {
  const access = { apiKey: wanted.apiKey, baseUrl: wanted.baseUrl };
  const provider = providers[wanted.provider];
  const found = await provider.listProducts(access);
  const id = newId("connection");
  const secret = wanted.webhookSecret ?? (await provider.registerWebhook(access, webhookUrl(id)));
  requireUsable(wanted.provider, secret);
  return inTransaction(async (tx) => {
    const { businessId, provider: kind, name, baseUrl, externalBusinessId, actor } = wanted;
    const [row] = await tx
      .insert(paymentConnections)
      .values({
        id,
        businessId,
        provider: kind,
        name,
        baseUrl,
        externalBusinessId,
        apiKey: encrypt(wanted.apiKey, `${place.apiKey}:${id}`),
        webhookSecret: encrypt(secret, `${place.secret}:${id}`),
        syncedAt: sql`now()`,
        dueAt: sql`now() + interval '15 minutes'`,
      })
      .returning();
    if (!row) throw new Error("insert returned nothing");
    for (const product of found) await saveProduct(tx, row, product);
    await writeAudit(tx, {
      businessId,
      actor,
      action: "provider.connected",
      subjectId: id,
      details: { provider: kind, name },
    });
    return row;
  });
}

/** Refused now, or each event would be refused later. Stripe's secrets are taken as they are written, the others' as base64. */
function requireUsable(provider: ConnectionRow["provider"], secret: string): void {
  const written = secret.replace(/^whsec_/, "");
  if (Buffer.from(written, "base64").length < 24)
    throw invalid("This webhook secret is too short to be one", {
      webhookSecret: "Paste the whole signing secret",
    });
  if (provider === "dodo" && !/^[A-Za-z0-9+/]+={0,2}$/.test(written))
    throw invalid("This is no signing secret", {
      webhookSecret: "Paste the signing secret as the provider shows it: whsec_ and letters, digits, + and /",
    });
}

/** Puts a new signing secret in place; the old one is accepted for 24 hours more. */
export async function rotateSecret(
  tx: Tx,
  businessId: string,
  id: string,
  secret: string,
  actor: Actor,
): Promise<void> {
  const connection = await findConnection(tx, businessId, id);
  requireUsable(connection.provider, secret);
  await tx
    .update(paymentConnections)
    .set({
      webhookSecret: encrypt(secret, `${place.secret}:${id}`),
      previousSecret: connection.webhookSecret,
      previousSecretUntil: sql`now() + interval '24 hours'`,
    })
    .where(eq(paymentConnections.id, id));
  await writeAudit(tx, { businessId, actor, action: "provider.secret_rotated", subjectId: id });
}

/** Stops taking events. Purchases and grants stay as they are. */
export async function disconnectProvider(
  tx: Tx,
  businessId: string,
  id: string,
  actor: Actor,
): Promise<void> {
  const connection = await findConnection(tx, businessId, id);
  await tx
    .update(paymentConnections)
    .set({ disconnectedAt: sql`now()`, dueAt: null, catchUpDueAt: null })
    .where(eq(paymentConnections.id, id));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "provider.disconnected",
    subjectId: id,
    details: { name: connection.name },
  });
}

export function providerOf(connection: ConnectionRow): { provider: Provider; access: ProviderAccess } {
  const apiKey = decrypt(connection.apiKey, `${place.apiKey}:${connection.id}`);
  return { provider: providers[connection.provider], access: { apiKey, baseUrl: connection.baseUrl } };
}

/** The job's verb: reads the provider's products again. */
export async function syncProducts(connectionId: string): Promise<void> {
  const [connection] = await db()
    .select()
    .from(paymentConnections)
    .where(eq(paymentConnections.id, connectionId));
  if (!connection || connection.disconnectedAt) return;
  const { provider, access } = providerOf(connection);
  const found = await provider.listProducts(access);
  await inTransaction(async (tx) => {
    for (const product of found) await saveProduct(tx, connection, product);
    await tx
      .update(paymentConnections)
      .set({ syncedAt: sql`now()`, lastError: null, attempts: 0, dueAt: sql`now() + interval '15 minutes'` })
      .where(eq(paymentConnections.id, connectionId));
  });
}

/** Reads the products again as soon as a worker is free. */
export async function requestProductSync(tx: Tx, businessId: string, id: string): Promise<void> {
  await findConnection(tx, businessId, id);
  await requestCatalog(tx, id);
}

/** The same, after the provider said that its list of products changed. */
export async function requestCatalog(tx: Tx, connectionId: string): Promise<void> {
  await tx
    .update(paymentConnections)
    .set({ dueAt: sql`now()` })
    .where(eq(paymentConnections.id, connectionId));
  await wakeWorkers(tx);
}
