import { db, inTransaction } from "@/db/client";
import { tooMany } from "@/lib/doors";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { findProductForSale } from "@/lib/products/products";
import { countWithin } from "@/lib/rate-counter";

/** For one product, whoever asks: more would spend the merchant's own limit at the provider. */
const checkoutsPerMinute = 300;

/** Opens the payment provider's page for a product, at its default price or this one; answers its address. */
export async function startCheckout(productId: string, priceId: string | null): Promise<string> {
  const sold = await inTransaction((tx) => findProductForSale(tx, productId, priceId));
  if (!sold?.product.externalId) throw notFound("Product");
  if (!(await countWithin(db(), `checkout:${productId}`, checkoutsPerMinute, 60))) throw tooMany(60);
  const { provider, access } = providerOf(sold.connection);
  const bought = { productId: sold.product.externalId, priceId: sold.price?.externalId ?? null };
  return provider.startCheckout(access, bought, `${env().APP_URL}/buy/${productId}/thanks`);
}
