import { inTransaction } from "@/db/client";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { findProductForSale } from "@/lib/products/products";

/** Opens the payment provider's page for a product; answers its address. */
export async function startCheckout(productId: string): Promise<string> {
  const sold = await inTransaction((tx) => findProductForSale(tx, productId));
  if (!sold?.product.externalId) throw notFound("Product");
  const { provider, access } = providerOf(sold.connection);
  const bought = { productId: sold.product.externalId, priceId: null };
  return provider.startCheckout(access, bought, `${env().APP_URL}/buy/${productId}/thanks`);
}
