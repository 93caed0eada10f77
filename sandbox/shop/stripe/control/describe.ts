import { eventBody, snapshot } from "../event-body";
import type { Sale } from "../life/order";
import type { Merchant } from "../merchant";
import type { StripeEvent } from "../objects";
import { present } from "../present";

/** A sale as the control call answers it; `payment_id` is what the call about payments takes. */
export function describeSale(merchant: Merchant, sale: Sale) {
  const { account, sent } = merchant;
  const { session, subscription, invoice, payment_intent, customer } = sale;
  const bought = subscription
    ? [...account.items.values()].find((item) => item.subscription === subscription.id)?.price
    : [...account.lineItems.values()].find((line) => line.parent === session?.id)?.price;
  return {
    customer_id: customer,
    session_id: session?.id ?? null,
    payment_link_id: session?.payment_link ?? null,
    subscription_id: subscription?.id ?? null,
    invoice_id: invoice?.id ?? null,
    payment_id: payment_intent,
    price_id: bought ?? null,
    product_id: account.prices.get(bought ?? "")?.product ?? null,
    subscription: subscription && present(account, subscription),
    events: sent,
  };
}

/** An event with its deliveries and the body that each endpoint gets. */
export function describeEvent({ account }: Merchant, event: StripeEvent) {
  const { id, type, created, deliveries } = event;
  const bodies = deliveries.flatMap(({ endpoint_id }) => {
    const endpoint = account.endpoints.get(endpoint_id);
    return endpoint ? [[endpoint_id, JSON.parse(eventBody(account, event, endpoint))]] : [];
  });
  const body = snapshot(account, event, account.api_version);
  return { id, type, created, deliveries, body, bodies: Object.fromEntries(bodies) };
}
