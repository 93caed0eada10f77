import type DodoPayments from "dodopayments";
import type { Account, ShopProduct, ShopSubscription } from "./accounts";
import { publish, subject } from "./events";
import type { Shop } from "./open-shop";
import { limited, newCustomer, newPayment, newSubscription, unitAmount } from "./records";
import { ShopRefusal } from "./shop";

type CartLine = { product_id: string; quantity: number; amount?: number | null };

export type Order = {
  cart: CartLine[];
  customer: DodoPayments.Customer;
  metadata?: DodoPayments.Metadata;
  trialDays?: number | null;
  checkoutId?: string | null;
  /** The card is declined. */
  declined?: boolean;
};

export type Sale = {
  payment: DodoPayments.Payment;
  subscriptions: ShopSubscription[];
  events: string[];
};

/** A sale: one payment, a subscription for each recurring product, and the provider's events about them. */
export function buy(shop: Shop, account: Account, order: Order): Sale {
  const lines = order.cart.map((line) => ({ ...line, product: sellable(account, line.product_id) }));
  const metadata = order.metadata ?? {};
  const subscriptions = lines
    .filter(({ product }) => product.is_recurring)
    .map(({ product, quantity, amount }) =>
      newSubscription(shop, account, {
        product,
        quantity,
        amount: amount ?? null,
        customer: order.customer,
        metadata,
        trialDays: order.trialDays ?? trialOf(product),
      }),
    );
  const payment = newPayment(shop, account, {
    customer: limited(order.customer),
    amount: dueNow(lines, subscriptions),
    currency: lines[0]?.product.price.currency ?? "USD",
    metadata,
    status: order.declined ? "failed" : "succeeded",
    cart: lines
      .filter(({ product }) => !product.is_recurring)
      .map(({ product_id, quantity }) => ({ product_id, quantity })),
    subscriptionIds: subscriptions.map((subscription) => subscription.subscription_id),
    checkoutId: order.checkoutId,
  });
  if (order.declined) for (const subscription of subscriptions) subscription.status = "failed";
  const outcome = order.declined ? "failed" : "succeeded";
  const events = [publish(shop, account, `payment.${outcome}`, subject.payment(payment))];
  for (const subscription of subscriptions) {
    const type = order.declined ? "subscription.failed" : "subscription.active";
    events.push(publish(shop, account, type, subject.subscription(subscription)));
  }
  return { payment, subscriptions, events };
}

export function sellable(account: Account, productId: string): ShopProduct {
  const product = account.products.get(productId);
  if (product && !product.archived) return product;
  throw new ShopRefusal(422, "INVALID_REQUEST_BODY", `Product ${productId} does not exist or is archived.`);
}

/** The customer with this address. A second purchase belongs to the same customer, whatever name was typed. */
export function findOrAddCustomer(
  shop: Shop,
  account: Account,
  given: { email: string; name: string },
): DodoPayments.Customer {
  const email = given.email.trim().toLowerCase();
  for (const customer of account.customers.values()) {
    if (customer.email.toLowerCase() === email) return customer;
  }
  return newCustomer(shop, account, { email: given.email.trim(), name: given.name });
}

function trialOf({ price }: ShopProduct): number {
  return price.type === "recurring_price" ? (price.trial_period_days ?? 0) : 0;
}

/** A trial costs nothing today. */
function dueNow(lines: (CartLine & { product: ShopProduct })[], subscriptions: ShopSubscription[]): number {
  const once = lines
    .filter(({ product }) => !product.is_recurring)
    .map(({ product, quantity, amount }) => amount ?? unitAmount(product.price) * quantity);
  const recurring = subscriptions.map((one) =>
    one.trial_period_days > 0 ? 0 : one.recurring_pre_tax_amount,
  );
  return [...once, ...recurring].reduce((sum, amount) => sum + amount, 0);
}
