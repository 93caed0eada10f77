import { Refusal } from "../../../refusal";
import { emit } from "../events";
import { type Merchant, need } from "../merchant";
import type { PaymentIntent, Session } from "../objects";
import { newCustomer } from "../records/customer";
import type { InvoicedLine } from "../records/invoice";
import { itemsOf, newSubscription, withoutCard } from "../records/subscription";
import { issue, payInvoice } from "./bill";
import { type Outcome, pay, settle } from "./pay";

export type Payer = { email: string; name: string; outcome?: Outcome };

/** What the buyer's Pay button does. A declined card leaves the checkout open for another try. */
export function completeSession(merchant: Merchant, session: Session, payer: Payer): void {
  if (session.status === "open" && session.expires_at <= merchant.now()) expireSession(merchant, session);
  if (session.status !== "open") throw new Refusal(`This checkout is ${session.status}.`, 409);
  const outcome = payer.outcome ?? "paid";
  if (outcome === "declined") {
    decline(merchant, session, payer);
    return;
  }
  const customer = session.customer ?? customerFor(merchant, session, payer);
  session.customer = customer;
  const intent = session.amount_total ? take(merchant, session, payer, outcome) : undefined;
  if (session.mode === "subscription") subscribe(merchant, session, intent);
  else {
    session.payment_intent = intent?.id ?? null;
    if (session.invoice_creation?.enabled && intent) invoiceFor(merchant, session, intent);
  }
  session.status = "complete";
  session.url = null;
  session.payment_status = !intent ? "no_payment_required" : outcome === "paid" ? "paid" : "unpaid";
  session.customer_details = {
    address: null,
    business_name: null,
    email: payer.email,
    individual_name: null,
    name: payer.name,
    phone: null,
    tax_exempt: "none",
    tax_ids: [],
  };
  emit(merchant, "checkout.session.completed", session);
}

export function expireSession(merchant: Merchant, session: Session): void {
  session.status = "expired";
  session.url = null;
  emit(merchant, "checkout.session.expired", session);
}

/** A slow payment method has decided, some days after the checkout. */
export function settleSession(merchant: Merchant, session: Session, paid: boolean): void {
  if (session.status !== "complete" || session.payment_status !== "unpaid")
    throw new Refusal("No payment of this checkout is on its way.");
  settle(merchant, need(merchant, "paymentIntents", String(session.payment_intent)), paid);
  if (paid) session.payment_status = "paid";
  emit(merchant, `checkout.session.async_payment_${paid ? "succeeded" : "failed"}`, session);
}

/** Since basil a subscription is made after the payment, so a refused one leaves no subscription. */
function decline(merchant: Merchant, session: Session, payer: Payer): void {
  const intent = take(merchant, session, payer, "declined");
  if (session.mode === "payment") session.payment_intent = intent.id;
}

/** A one-time buyer stays a guest unless the session asks for a customer or nothing is to pay. */
function customerFor(merchant: Merchant, session: Session, { email, name }: Payer): string | null {
  const isGuest = session.customer_creation === "if_required" && session.mode === "payment";
  if (isGuest && session.amount_total) return null;
  const customer = newCustomer(merchant, { email, name });
  emit(merchant, "customer.created", customer);
  return customer.id;
}

function take(merchant: Merchant, session: Session, payer: Payer, outcome: Outcome): PaymentIntent {
  return pay(
    merchant,
    {
      amount: session.amount_total ?? 0,
      currency: session.currency ?? "usd",
      customer: session.customer,
      email: payer.email,
      name: payer.name,
      metadata: session.asked.payment_metadata,
    },
    outcome,
  );
}

function subscribe(merchant: Merchant, session: Session, intent: PaymentIntent | undefined): void {
  const { trial_days, missing_payment_method, subscription_metadata } = session.asked;
  const lines = linesOf(merchant, session);
  const recurring = lines.filter(({ price }) => price.recurring);
  const subscription = newSubscription(
    merchant,
    recurring,
    {
      customer: session.customer ?? "",
      metadata: subscription_metadata,
      ...(missing_payment_method ? withoutCard(missing_payment_method) : {}),
    },
    trial_days,
  );
  const items = itemsOf(merchant, subscription);
  const invoiced = lines.map((line): InvoicedLine => {
    const item = line.price.recurring ? items.find((one) => one.price === line.price.id) : undefined;
    return { ...line, ...(item ? { item } : {}) };
  });
  const invoice = issue(
    merchant,
    invoiced,
    { billing_reason: "subscription_create", customer: subscription.customer },
    subscription,
  );
  subscription.latest_invoice = invoice.id;
  payInvoice(merchant, invoice, { intent });
  emit(merchant, "customer.subscription.created", subscription);
  session.subscription = subscription.id;
  session.invoice = invoice.id;
}

/** Some merchants have Checkout write an invoice for one-time sales too. */
function invoiceFor(merchant: Merchant, session: Session, intent: PaymentIntent): void {
  const invoice = issue(merchant, linesOf(merchant, session), {
    billing_reason: "manual",
    customer: session.customer,
    customer_email: intent.receipt_email,
  });
  payInvoice(merchant, invoice, { intent });
  session.invoice = invoice.id;
}

function linesOf({ account }: Merchant, session: Session): InvoicedLine[] {
  return [...account.lineItems.values()]
    .filter((line) => line.parent === session.id)
    .flatMap((line) => {
      const price = account.prices.get(line.price);
      return price ? [{ price, quantity: line.quantity ?? 1, amount: line.amount_total }] : [];
    });
}
