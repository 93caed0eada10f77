import type DodoPayments from "dodopayments";
import type { Account, Checkout } from "./accounts";
import { buy, findOrAddCustomer, type Sale } from "./buy";
import type { Shop } from "./open-shop";
import { found } from "./shop";

/** What the customer's Pay button does. A declined card leaves the checkout open for another try. */
export function payCheckout(
  shop: Shop,
  account: Account,
  checkout: Checkout,
  payer: { email: string; name: string; declined: boolean },
): Sale {
  const sale = buy(shop, account, {
    cart: checkout.cart,
    customer: payingCustomer(shop, account, checkout, payer),
    metadata: checkout.metadata,
    trialDays: checkout.trial_period_days,
    checkoutId: checkout.id,
    declined: payer.declined,
  });
  checkout.payment_id = sale.payment.payment_id;
  checkout.subscription_id = payer.declined ? null : (sale.subscriptions[0]?.subscription_id ?? null);
  shop.changed();
  return sale;
}

export function isPaid(account: Account, checkout: Checkout): boolean {
  const payment = checkout.payment_id ? account.payments.get(checkout.payment_id) : undefined;
  return payment?.status === "succeeded";
}

/** The merchant's return address, with the purchase in its query as the real provider puts it. */
export function returnAddress(checkout: Checkout, email: string): string | null {
  if (!checkout.return_url) return null;
  const back = new URL(checkout.return_url);
  const { subscription_id, payment_id } = checkout;
  if (subscription_id) back.searchParams.set("subscription_id", subscription_id);
  else if (payment_id) back.searchParams.set("payment_id", payment_id);
  back.searchParams.set("status", subscription_id ? "active" : "succeeded");
  back.searchParams.set("email", email);
  return back.href;
}

function payingCustomer(
  shop: Shop,
  account: Account,
  { customer }: Checkout,
  payer: { email: string; name: string },
): DodoPayments.Customer {
  return customer.customer_id
    ? found(account.customers, customer.customer_id)
    : findOrAddCustomer(shop, account, payer);
}
