import { sql } from "drizzle-orm";
import { db, inTransaction } from "@/db/client";
import { checkouts } from "@/db/schema";
import { hashToken, randomToken } from "@/lib/crypto";
import { tooMany } from "@/lib/doors";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { findProductForSale } from "@/lib/products/products";
import { countWithin } from "@/lib/rate-counter";

/** For one product, whoever asks: more would spend the merchant's own limit at the provider. */
const checkoutsPerMinute = 300;

/**
 * Opens the payment provider's page for a product, at its default price or this one; answers its address. `browser` is
 * the value of the browser's cookie: the page after paying is for this browser.
 */
export async function startCheckout(
  productId: string,
  priceId: string | null,
  browser: string,
): Promise<string> {
  const sold = await inTransaction((tx) => findProductForSale(tx, productId, priceId));
  if (!sold?.product.externalId) throw notFound("Product");
  if (!(await countWithin(db(), `checkout:${productId}`, checkoutsPerMinute, 60))) throw tooMany(60);
  const { provider, access } = providerOf(sold.connection);
  const bought = { productId: sold.product.externalId, priceId: sold.price?.externalId ?? null };
  const [checkoutId, token] = [newId("checkout"), randomToken()];
  const url = await provider.startCheckout(access, bought, {
    checkoutId,
    returnUrl: `${env().APP_URL}/buy/${productId}/thanks/${token}`,
  });
  await db()
    .insert(checkouts)
    .values({
      id: checkoutId,
      businessId: sold.product.businessId,
      productId,
      browserHash: hashToken(browser),
      hash: hashToken(token),
      expiresAt: sql`now() + interval '1 day'`,
    });
  return url;
}
