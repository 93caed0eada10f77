import { invalid } from "@/lib/errors";
import type { Mode, Provider, ProviderAccess, ProviderProduct, WebhookTrial } from "@/lib/payments/provider";

/** What a working key gives access to. */
export type TriedKey = { mode: Mode; business: string | null; products: ProviderProduct[] };

/**
 * Tests a key with real calls. Throws `invalid` if the key is malformed, refused, or lacks rights (the message names
 * them all), and `RetryLater` if the provider is down.
 */
export async function tryKey(
  provider: Provider,
  access: ProviderAccess,
  webhook: WebhookTrial | null,
): Promise<TriedKey> {
  const mode = provider.modeOf(access);
  const missing = await provider.missingRights(access, webhook);
  if (missing.length > 0) {
    const words = `This key lacks permissions that Gatehouse needs. Add them at ${provider.name}, then try again. Missing: ${missing.join(", ")}`;
    throw invalid(words, { apiKey: words });
  }
  const products = await provider.listProducts(access);
  return { mode, business: await provider.findBusiness(access), products };
}
