import type { AttachChoice } from "@/components/entitlements/attach-products";
import { memberJson } from "@/lib/auth";
import { findEntitlement, productsOfEntitlement } from "@/lib/entitlements/find-entitlements";
import { priceWords } from "@/lib/money";
import { countActiveCustomers, listProducts } from "@/lib/products";

type Context = { params: Promise<{ business: string; entitlement: string }> };

/** Every product with whether it gives this entitlement, and how many customers it has. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business, entitlement: id } = await params;
  return memberJson(business, ({ business, inTransaction }) =>
    inTransaction(async (tx): Promise<AttachChoice[]> => {
      await findEntitlement(tx, business.id, id);
      const attached = (await productsOfEntitlement(tx, id)).map((product) => product.id);
      const products = await listProducts(tx, business.id, { limit: 100 });
      const choices: AttachChoice[] = [];
      for (const product of products)
        choices.push({
          id: product.id,
          name: product.name,
          price: priceWords(product),
          attached: attached.includes(product.id),
          active: await countActiveCustomers(tx, product.id),
        });
      return choices;
    }),
  );
}
