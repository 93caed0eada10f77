import { Refusal } from "../../../refusal";
import { change, emit } from "../events";
import type { Merchant } from "../merchant";
import type { Invoice, PaymentIntent, Subscription } from "../objects";
import { type InvoicedLine, newInvoice, newInvoicePayment } from "../records/invoice";
import { pay, tryPayment } from "./pay";

type Given = Partial<Invoice> & Pick<Invoice, "billing_reason" | "customer">;

/** A finalized invoice, open until it is paid. */
export function issue(
  merchant: Merchant,
  lines: InvoicedLine[],
  given: Given,
  subscription?: Subscription,
): Invoice {
  const { now, world } = merchant;
  const invoice = newInvoice(merchant, lines, given, subscription);
  emit(merchant, "invoice.created", invoice);
  invoice.status = "open";
  invoice.number = `SANDBOX-${invoice.id.slice(-8).toUpperCase()}`;
  invoice.effective_at = now();
  invoice.status_transitions.finalized_at = now();
  invoice.hosted_invoice_url = `${world.sandboxUrl}/shop/stripe/purchases`;
  emit(merchant, "invoice.finalized", invoice);
  if (invoice.collection_method === "send_invoice") emit(merchant, "invoice.sent", invoice);
  return invoice;
}

/** Pays an open invoice: by card, with a payment that Checkout took already, or outside Stripe. */
export function payInvoice(
  merchant: Merchant,
  invoice: Invoice,
  { intent, outOfBand = false }: { intent?: PaymentIntent | undefined; outOfBand?: boolean } = {},
): void {
  if (invoice.status !== "open") throw new Refusal(`An invoice that is ${invoice.status} cannot be paid.`);
  const isFree = invoice.amount_due === 0 || outOfBand;
  const paying = isFree ? undefined : (intent ?? chargeFor(merchant, invoice, "paid"));
  change(merchant, "invoice.updated", invoice, (one) => {
    one.status = "paid";
    one.attempted = true;
    one.attempt_count += isFree ? 0 : 1;
    one.amount_paid = one.amount_due;
    one.amount_remaining = 0;
    one.next_payment_attempt = null;
    one.status_transitions.paid_at = merchant.now();
  });
  emit(merchant, "invoice.paid", invoice);
  emit(merchant, "invoice.payment_succeeded", invoice);
  if (!paying) return;
  const tie = tieOf(merchant, invoice) ?? newInvoicePayment(merchant, invoice, paying.id);
  tie.status = "paid";
  tie.amount_paid = invoice.amount_paid;
  tie.status_transitions.paid_at = merchant.now();
  emit(merchant, "invoice_payment.paid", tie);
}

/** The card is refused; Stripe will try again later. */
export function failInvoice(merchant: Merchant, invoice: Invoice): void {
  chargeFor(merchant, invoice, "declined");
  change(merchant, ["invoice.updated", "invoice.payment_failed"], invoice, (one) => {
    one.attempted = true;
    one.attempt_count += 1;
    one.next_payment_attempt = merchant.now() + 3 * 86_400;
  });
}

export function voidInvoice(merchant: Merchant, invoice: Invoice): void {
  change(merchant, "invoice.voided", invoice, (one) => {
    one.status = "void";
    one.status_transitions.voided_at = merchant.now();
  });
}

/** An invoice has one payment intent, however often it is tried. */
function chargeFor(merchant: Merchant, invoice: Invoice, outcome: "paid" | "declined"): PaymentIntent {
  const { account } = merchant;
  const given = {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: invoice.customer,
    email: invoice.customer_email,
    name: invoice.customer_name,
    description: "Subscription update",
  };
  const known = account.paymentIntents.get(String(tieOf(merchant, invoice)?.payment.payment_intent));
  if (known) {
    tryPayment(merchant, known, given, outcome);
    return known;
  }
  const intent = pay(merchant, given, outcome);
  if (outcome === "declined") newInvoicePayment(merchant, invoice, intent.id);
  return intent;
}

function tieOf({ account }: Merchant, invoice: Invoice) {
  return [...account.invoicePayments.values()].find((one) => one.invoice === invoice.id);
}
