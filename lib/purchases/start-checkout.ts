import { inTransaction } from "@/db/client";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { findProductForSale } from "@/lib/products/products";

/** Opens the payment provider's page for a product, at its default price or this one; answers its address. */
export async function startCheckout(productId: string, priceId: string | null): Promise<string> {
  const sold = await inTransaction((tx) => findProductForSale(tx, productId, priceId));
  if (!sold?.product.externalId) throw notFound("Product");
  const { provider, access } = providerOf(sold.connection);
  const bought = { productId: sold.product.externalId, priceId: sold.price?.externalId ?? null };
  return provider.startCheckout(access, bought, `${env().APP_URL}/buy/${productId}/thanks`);
}
