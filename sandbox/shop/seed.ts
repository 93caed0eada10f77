import type DodoPayments from "dodopayments";
import type { Account, ShopProduct } from "./accounts";
import { blankProduct } from "./records";

/** The demo's products have fixed ids, so that scripts and screenshots can use them. */
const seeded = [
  {
    product_id: "pdt_ProMonthlySandbox0001",
    name: "Pro",
    description: "The Pro channels, weekly calls and the archive.",
    price: monthly(1200),
  },
  {
    product_id: "pdt_VipMonthlySandbox0001",
    name: "VIP",
    description: "Everything in Pro, plus the VIP lounge and office hours.",
    price: monthly(2900),
  },
  {
    product_id: "pdt_LifetimeSandbox000001",
    name: "Lifetime",
    description: "Pay once, stay a member for good.",
    price: { type: "one_time_price", currency: "USD", price: 24900, discount: 0 },
  },
] satisfies (Pick<DodoPayments.Product, "price"> & {
  product_id: string;
  name: string;
  description: string;
})[];

export function seedProducts(account: Account, since: string): ShopProduct[] {
  return seeded.map((given) => blankProduct(account, given, since));
}

function monthly(price: number): DodoPayments.Price.RecurringPrice {
  return {
    type: "recurring_price",
    currency: "USD",
    price,
    discount: 0,
    payment_frequency_count: 1,
    payment_frequency_interval: "Month",
    subscription_period_count: 10,
    subscription_period_interval: "Year",
    trial_period_days: 0,
  };
}
