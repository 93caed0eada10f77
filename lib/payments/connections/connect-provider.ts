import { sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { type ProviderName, providerNamed } from "@/lib/payments/providers";
import { saveProduct } from "@/lib/payments/save-product";
import { encryptKey, encryptSecret, requireKey, requireSecret } from "./secrets";
import { webhookUrl } from "./webhook-url";

type NewConnection = {
  businessId: string;
  provider: ProviderName;
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
 * the key or the given secret does not look like one, or the provider refuses the key. Talks to the provider, so it is not
 * called inside a transaction.
 */
export async function connectProvider(wanted: NewConnection): Promise<ConnectionRow> {
  const access = { apiKey: wanted.apiKey, baseUrl: wanted.baseUrl };
  requireKey(wanted.provider, wanted.apiKey);
  const provider = providerNamed(wanted.provider);
  const found = await provider.listProducts(access);
  const id = newId("connection");
  const secret = wanted.webhookSecret ?? (await provider.registerWebhook(access, webhookUrl(id)));
  requireSecret(wanted.provider, secret);
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
        apiKey: encryptKey(id, wanted.apiKey),
        webhookSecret: encryptSecret(id, secret),
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
