import { Refusal } from "../../../refusal";
import { change } from "../events";
import { type Merchant, need } from "../merchant";
import type { Invoice, Subscription } from "../objects";
import type { InvoicedLine } from "../records/invoice";
import { itemsOf } from "../records/subscription";

/** Changes a subscription as `customer.subscription.updated` tells it, and under further names. */
export function update(
  merchant: Merchant,
  subscription: Subscription,
  make: (subscription: Subscription) => void,
  alsoAs: string[] = [],
): void {
  const types = [...alsoAs, "updated"].map((name) => `customer.subscription.${name}`);
  change(merchant, types, subscription, make);
}

export function only(subscription: Subscription, from: string[], done: string): void {
  if (from.includes(subscription.status)) return;
  throw new Refusal(`A subscription that is ${subscription.status} cannot be ${done}.`, 409);
}

export function latestInvoice(merchant: Merchant, { latest_invoice }: Subscription): Invoice {
  return need(merchant, "invoices", String(latest_invoice));
}

/** What the subscription's items cost for their present period. */
export function linesOf(merchant: Merchant, subscription: Subscription): InvoicedLine[] {
  return itemsOf(merchant, subscription).map((item) => ({
    price: need(merchant, "prices", item.price),
    quantity: item.quantity ?? 1,
    item,
  }));
}
