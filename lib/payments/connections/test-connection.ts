import { db } from "@/db/client";
import { findConnected } from "./find-connections";
import { providerOf } from "./provider-of";
import { tryKey } from "./try-key";
import { webhookUrl } from "./webhook-url";

/**
 * Tests the stored key with the same calls as a new one; changes nothing. Throws `invalid` with what is wrong, and
 * `RetryLater` if the provider is down. Calls the provider, so don't call this inside a transaction.
 */
export async function testConnection(businessId: string, id: string): Promise<{ products: number }> {
  const connection = await findConnected(db(), businessId, id);
  const { provider, access } = providerOf(connection);
  const { webhookId } = connection;
  const { products } = await tryKey(
    provider,
    access,
    webhookId ? { id: webhookId, url: webhookUrl(id) } : null,
  );
  return { products: products.length };
}
