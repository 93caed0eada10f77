import { eq } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { businesses, guilds } from "@/db/schema";
import { snapshotRole } from "@/lib/discord/roles";
import { priceWords } from "@/lib/payments/price-words";
import { entitlementsOfProducts, findProductForSale } from "@/lib/products/products";

export type Offer = {
  business: { name: string; supportEmail: string | null };
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

/** The public details of a product for its buy page; null when it is not for sale. */
export async function readOffer(productId: string): Promise<Offer | null> {
  return inTransaction(async (tx) => {
    const sold = await findProductForSale(tx, productId);
    if (!sold?.product.externalId) return null;
    const { product, connection } = sold;
    const [business] = await tx.select().from(businesses).where(eq(businesses.id, product.businessId));
    if (!business) return null;
    const attached = await entitlementsOfProducts(tx, [product.id]);
    const gives: Offer["gives"] = [];
    for (const { entitlement } of attached) {
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
    const price = priceWords({ ...product, provider: connection.provider });
    return {
      business: { name: business.name, supportEmail: business.supportEmail },
      product: { id, name, description, price },
      gives,
    };
  });
}
