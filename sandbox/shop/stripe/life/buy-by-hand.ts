import { emit } from "../events";
import { idOf } from "../kept";
import { type Merchant, need } from "../merchant";
import type { Customer, Invoice } from "../objects";
import { newCustomer } from "../records/customer";
import { itemsOf, newSubscription, withoutCard } from "../records/subscription";
import { failInvoice, issue, payInvoice } from "./bill";
import type { Order, Sale } from "./order";
import { pay } from "./pay";
import { update } from "./update";

/** The dashboard's "Create subscription": no session, and the first event may say `incomplete`. */
export function subscribeByHand(merchant: Merchant, order: Order): Sale {
  const customer = customerOf(merchant, order);
  const byInvoice = order.how === "send_invoice";
  const isTrial = !!order.trialDays;
  const subscription = newSubscription(
    merchant,
    order.wanted,
    {
      customer: customer.id,
      metadata: order.metadata,
      ...(byInvoice ? { collection_method: "send_invoice", days_until_due: 30 } : {}),
      ...(byInvoice || isTrial ? {} : { status: "incomplete" }),
      ...(order.missingPaymentMethod ? withoutCard(order.missingPaymentMethod) : {}),
    },
    order.trialDays,
  );
  const lines = itemsOf(merchant, subscription).map((item) => ({
    price: need(merchant, "prices", item.price),
    quantity: item.quantity ?? 1,
    item,
    ...(isTrial ? { amount: 0 } : {}),
  }));
  const invoice = issue(
    merchant,
    lines,
    {
      billing_reason: "subscription_create",
      customer: customer.id,
      collection_method: subscription.collection_method,
      ...(byInvoice ? { due_date: merchant.now() + 30 * 86_400 } : {}),
    },
    subscription,
  );
  subscription.latest_invoice = invoice.id;
  emit(merchant, "customer.subscription.created", subscription);
  if (byInvoice) return { session: null, subscription, invoice, payment_intent: null, customer: customer.id };
  if (order.outcome === "declined") failInvoice(merchant, invoice);
  else {
    payInvoice(merchant, invoice);
    if (!isTrial) update(merchant, subscription, (one) => Object.assign(one, { status: "active" }));
  }
  return {
    session: null,
    subscription,
    invoice,
    payment_intent: intentOf(merchant, invoice),
    customer: customer.id,
  };
}

export function invoiceByHand(merchant: Merchant, order: Order): Sale {
  const customer = customerOf(merchant, order);
  const invoice = issue(merchant, order.wanted, {
    billing_reason: "manual",
    customer: customer.id,
    collection_method: "send_invoice",
    due_date: merchant.now() + 30 * 86_400,
    metadata: order.metadata,
  });
  if (order.outcome === "declined") failInvoice(merchant, invoice);
  else payInvoice(merchant, invoice, { outOfBand: order.outOfBand });
  const payment_intent = intentOf(merchant, invoice);
  return { session: null, subscription: null, invoice, payment_intent, customer: customer.id };
}

/** A payment of the merchant's own form: it names no price at all. */
export function bareIntent(merchant: Merchant, order: Order): Sale {
  const [first] = order.wanted;
  const amount = order.wanted.reduce(
    (sum, { price, quantity }) => sum + (price.unit_amount ?? 0) * quantity,
    0,
  );
  const { metadata, email, name, outcome } = order;
  const currency = first?.price.currency ?? "usd";
  const customer = order.customer ?? null;
  const intent = pay(merchant, { amount, currency, customer, email, name, metadata }, outcome);
  return { session: null, subscription: null, invoice: null, payment_intent: intent.id, customer };
}

/** A dashboard's user picks a known customer; a new address makes a new one. */
function customerOf(merchant: Merchant, order: Order): Customer {
  for (const known of merchant.account.customers.values()) {
    if (known.deleted) continue;
    if (order.customer ? known.id === order.customer : known.email && known.email === order.email)
      return known;
  }
  const customer = newCustomer(merchant, { email: order.email, name: order.name });
  emit(merchant, "customer.created", customer);
  return customer;
}

/** The payment for an invoice, if one was tried. */
export function intentOf({ account }: Merchant, invoice: Invoice): string | null {
  const tie = [...account.invoicePayments.values()].find((one) => one.invoice === invoice.id);
  return idOf(tie?.payment.payment_intent);
}
