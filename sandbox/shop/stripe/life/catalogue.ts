import { change, emit } from "../events";
import { type Merchant, need } from "../merchant";
import type { Price, Product } from "../objects";
import { type GivenPrice, newPrice, newProduct } from "../records/product";

export function addProduct(
  merchant: Merchant,
  given: { name: string; description?: string | undefined },
  prices: Omit<GivenPrice, "product">[],
): { product: Product; prices: Price[] } {
  const product = newProduct(merchant, { name: given.name, description: given.description ?? null });
  emit(merchant, "product.created", product);
  const made = prices.map((price) => addPrice(merchant, { ...price, product: product.id }));
  const [first] = made;
  if (first) {
    change(merchant, "product.updated", product, (one) => {
      one.default_price = first.id;
    });
  }
  return { product, prices: made };
}

export function addPrice(merchant: Merchant, given: GivenPrice): Price {
  need(merchant, "products", given.product);
  const price = newPrice(merchant, given);
  emit(merchant, "price.created", price);
  return price;
}

export function changePrice(
  merchant: Merchant,
  id: string,
  given: Partial<Pick<Price, "active" | "nickname">>,
): Price {
  const price = need(merchant, "prices", id);
  change(merchant, "price.updated", price, (one) => Object.assign(one, given));
  return price;
}

export function changeProduct(
  merchant: Merchant,
  id: string,
  given: Partial<Pick<Product, "active" | "name" | "description" | "default_price">>,
): Product {
  const product = need(merchant, "products", id);
  change(merchant, "product.updated", product, (one) =>
    Object.assign(one, given, { updated: merchant.now() }),
  );
  return product;
}
