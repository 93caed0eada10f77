import { eq } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { businesses, guilds } from "@/db/schema";
import { snapshotRole } from "@/lib/discord/roles";
import { chooseLanguage, type RequestLanguage } from "@/lib/languages/languages";
import { type Texts, texts } from "@/lib/languages/texts";
import { priceForCustomer } from "@/lib/payments/price-words";
import { entitlementsOfProducts, findProductForSale } from "@/lib/products/products";
import { defaultPrice } from "@/lib/products/read-prices";
import { type Merchant, merchantOf } from "./merchant";

export type Offer = {
  texts: Texts;
  business: Merchant & { supportEmail: string | null };
  product: {
    id: string;
    name: string;
    description: string | null;
    /** In words. */
    price: string;
  };
  gives: {
    id: string;
    server: { id: string; name: string; icon: string | null };
    role: { name: string; color: number } | null;
  }[];
};

/** The public details of a product at a price for its buy page; null when it is not for sale. */
export async function readOffer(
  productId: string,
  priceId: string | null,
  request: RequestLanguage | null = null,
): Promise<Offer | null> {
  return inTransaction(async (tx) => {
    const sold = await findProductForSale(tx, productId, priceId);
    if (!sold?.product.externalId) return null;
    const { product, connection } = sold;
    const paid = sold.price ?? defaultPrice(product, sold.prices);
    const [business] = await tx.select().from(businesses).where(eq(businesses.id, product.businessId));
    if (!business) return null;
    const attached = await entitlementsOfProducts(tx, [product.id]);
    const gives: Offer["gives"] = [];
    for (const { entitlement, priceIds } of attached) {
      if (priceIds && !(paid && priceIds.includes(paid.id))) continue;
      const [guild] = await tx.select().from(guilds).where(eq(guilds.id, entitlement.guildId));
      if (!guild) continue;
      const role = snapshotRole(guild.snapshot, entitlement.roleId);
      gives.push({
        id: entitlement.id,
        server: { id: guild.id, name: guild.name, icon: guild.icon },
        role: role && { name: role.name, color: role.color },
      });
    }
    const { id, name, description } = product;
    const shown = sold.price ? { ...sold.price, priceAmount: sold.price.amount } : product;
    const words = texts(chooseLanguage(request, { picked: null, known: null, usual: business.language }));
    const price = priceForCustomer(words, { ...shown, provider: connection.provider });
    return {
      texts: words,
      business: { ...merchantOf(business), supportEmail: business.supportEmail },
      product: { id, name, description, price },
      gives,
    };
  });
}
