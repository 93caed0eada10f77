import { type Merchant, need } from "../merchant";
import type { Session } from "../objects";
import { newSession } from "../records/checkout-session";
import { newPaymentLink } from "../records/payment-link";
import { bareIntent, intentOf, invoiceByHand, subscribeByHand } from "./buy-by-hand";
import { completeSession } from "./complete-session";
import type { Order, Sale } from "./order";

/** A sale in one of the ways in which a Stripe account sells. */
export function buy(merchant: Merchant, order: Order): Sale {
  const { how } = order;
  if (how === "dashboard" || how === "send_invoice") return subscribeByHand(merchant, order);
  if (how === "invoice") return invoiceByHand(merchant, order);
  if (how === "payment_intent") return bareIntent(merchant, order);
  return throughCheckout(merchant, order);
}

/** Our own session, a payment link's, or one with a coupon for everything. */
function throughCheckout(merchant: Merchant, order: Order): Sale {
  const { how, wanted, metadata } = order;
  const link = how === "payment_link" ? linkFor(merchant, order) : undefined;
  const isOneTime = !wanted.some(({ price }) => price.recurring);
  const session = newSession(merchant, wanted, {
    customer: order.customer ?? null,
    metadata: link ? link.metadata : metadata,
    payment_link: link?.id ?? null,
    ...(order.createCustomer ? { customer_creation: "always" } : {}),
    asked: {
      subscription_metadata: link || !isOneTime ? metadata : {},
      payment_metadata: isOneTime && !link ? metadata : {},
      trial_days: order.trialDays,
      missing_payment_method: order.missingPaymentMethod,
      discount: how === "free" ? 1 : 0,
    },
  });
  if (order.createInvoice && session.invoice_creation) session.invoice_creation.enabled = true;
  const email = order.email ?? "buyer@example.com";
  completeSession(merchant, session, { email, name: order.name ?? email, outcome: order.outcome });
  return saleOf(merchant, session);
}

function linkFor(merchant: Merchant, { link, wanted }: Order) {
  return link ? need(merchant, "paymentLinks", link) : newPaymentLink(merchant, wanted);
}

function saleOf(merchant: Merchant, session: Session): Sale {
  const { account } = merchant;
  const invoice = account.invoices.get(String(session.invoice)) ?? null;
  return {
    session,
    subscription: account.subscriptions.get(String(session.subscription)) ?? null,
    invoice,
    payment_intent: session.payment_intent ?? (invoice && intentOf(merchant, invoice)),
    customer: session.customer,
  };
}
