import { invalid } from "@/lib/errors";
import type { Mode, Provider, ProviderAccess, ProviderProduct, WebhookTrial } from "@/lib/payments/provider";

/** What a key opens. */
export type TriedKey = { mode: Mode; business: string | null; products: ProviderProduct[] };

/**
 * Tries a key with real calls. Throws `invalid` when it is none, when the provider refuses it, or when it lacks rights,
 * and then names all of them; `RetryLater` when the provider is away.
 */
export async function tryKey(
  provider: Provider,
  access: ProviderAccess,
  webhook: WebhookTrial | null,
): Promise<TriedKey> {
  const mode = provider.modeOf(access);
  const missing = await provider.missingRights(access, webhook);
  if (missing.length > 0) {
    const words = `This key may not do all that is needed. Allow it at ${provider.name}, then try again. Missing: ${missing.join(", ")}`;
    throw invalid(words, { apiKey: words });
  }
  const products = await provider.listProducts(access);
  return { mode, business: await provider.findBusiness(access), products };
}
