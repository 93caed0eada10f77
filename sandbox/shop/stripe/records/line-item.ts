import type { Merchant } from "../merchant";
import type { LineItem, Price } from "../objects";
import { stripeId } from "../stripe-id";

/** What somebody wants to buy. */
export type Wanted = { price: Price; quantity: number };

/** One line, less the share of its price that a coupon takes off; a trial's line costs nothing yet. */
export function newLineItem(
  { account }: Merchant,
  parent: string,
  { price, quantity }: Wanted,
  { discount, isTrial }: { discount: number; isTrial: boolean },
): LineItem {
  const subtotal = isTrial && price.recurring ? 0 : (price.unit_amount ?? 0) * quantity;
  const line: LineItem = {
    id: stripeId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: subtotal * discount,
    amount_subtotal: subtotal,
    amount_tax: 0,
    amount_total: subtotal * (1 - discount),
    currency: price.currency,
    description: account.products.get(price.product)?.name ?? null,
    metadata: {},
    price: price.id,
    quantity,
    parent,
  };
  account.lineItems.set(line.id, line);
  return line;
}
