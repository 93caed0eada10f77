import type { Merchant } from "./merchant";
import { type GivenPrice, newPrice, newProduct } from "./records/product";

type Seeded = { id: string; name: string; description: string; prices: Omit<GivenPrice, "product">[] };

/** The same three products as at Dodo; the ids stay, so that scripts and tests can name them. */
const seeded: Seeded[] = [
  {
    id: "prod_ProSandbox0001",
    name: "Pro",
    description: "The Pro channels, weekly calls and the archive.",
    prices: [{ id: "price_ProMonthlySandbox0001", unit_amount: 1200, interval: "month" }],
  },
  {
    id: "prod_VipSandbox0001",
    name: "VIP",
    description: "Everything in Pro, plus the VIP lounge and office hours.",
    prices: [{ id: "price_VipMonthlySandbox0001", unit_amount: 2900, interval: "month" }],
  },
  {
    id: "prod_LifetimeSandbox1",
    name: "Lifetime",
    description: "Pay once, stay a member for good.",
    prices: [{ id: "price_LifetimeSandbox00001", unit_amount: 24_900 }],
  },
];

export function seedProducts(merchant: Merchant): void {
  for (const { prices, ...given } of seeded) {
    const product = newProduct(merchant, given);
    for (const one of prices) {
      const price = newPrice(merchant, { ...one, product: product.id });
      product.default_price ??= price.id;
    }
  }
}
