import type { Merchant } from "../merchant";
import type { Invoice, InvoiceLine, InvoicePayment, Item, Subscription } from "../objects";
import { stripeId } from "../stripe-id";
import type { Wanted } from "./line-item";

/** `amount` differs from price times quantity for a trial, a coupon or a proration. */
export type InvoicedLine = Wanted & { item?: Item; amount?: number };

export function newInvoice(
  merchant: Merchant,
  lines: InvoicedLine[],
  given: Partial<Invoice> & Pick<Invoice, "billing_reason" | "customer">,
  subscription?: Subscription,
): Invoice {
  const { account, now } = merchant;
  const customer = account.customers.get(given.customer ?? "");
  const buyer = customer && !customer.deleted ? customer : undefined;
  const total = lines.reduce((sum, line) => sum + amountOf(line), 0);
  const id = stripeId("in");
  const invoice: Invoice = {
    id,
    object: "invoice",
    account_country: "US",
    account_name: account.name,
    account_tax_ids: null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: total,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    collection_method: "charge_automatically",
    created: now(),
    currency: lines[0]?.price.currency ?? "usd",
    custom_fields: null,
    customer_account: null,
    customer_address: null,
    customer_email: buyer?.email ?? null,
    customer_name: buyer?.name ?? null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: "none",
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    livemode: account.livemode,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: subscription
      ? {
          quote_details: null,
          subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
          type: "subscription_details",
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: now(),
    period_start: now(),
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: "draft",
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: total,
    subtotal_excluding_tax: total,
    test_clock: null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
    ...given,
  };
  account.invoices.set(id, invoice);
  for (const line of lines) newInvoiceLine(merchant, invoice, line);
  return invoice;
}

function newInvoiceLine({ account, now }: Merchant, invoice: Invoice, invoiced: InvoicedLine) {
  const { price, quantity, item } = invoiced;
  const amount = amountOf(invoiced);
  const shared = { proration: false, proration_details: null };
  const line: InvoiceLine = {
    id: stripeId("il"),
    object: "line_item",
    amount,
    currency: price.currency,
    description: `${quantity} × ${account.products.get(price.product)?.name ?? price.id}`,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: invoice.id,
    livemode: account.livemode,
    metadata: {},
    parent: item
      ? {
          invoice_item_details: null,
          subscription_item_details: {
            ...shared,
            invoice_item: null,
            subscription: item.subscription,
            subscription_item: item.id,
          },
          type: "subscription_item_details",
        }
      : {
          invoice_item_details: { ...shared, invoice_item: stripeId("ii"), subscription: null },
          subscription_item_details: null,
          type: "invoice_item_details",
        },
    period: item
      ? { end: item.current_period_end, start: item.current_period_start }
      : { end: now(), start: now() },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: "price_details",
      unit_amount_decimal: String(price.unit_amount ?? 0),
    },
    quantity,
    quantity_decimal: String(quantity),
    subscription: item?.subscription ?? null,
    subtotal: amount,
    taxes: [],
  };
  account.invoiceLines.set(line.id, line);
}

function amountOf({ price, quantity, amount }: InvoicedLine): number {
  return amount ?? (price.unit_amount ?? 0) * quantity;
}

/** The tie between an invoice and the payment for it; since basil nothing else says it. */
export function newInvoicePayment(
  { account, now }: Merchant,
  invoice: Invoice,
  paymentIntent: string,
): InvoicePayment {
  const payment: InvoicePayment = {
    id: stripeId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: account.livemode,
    payment: { payment_intent: paymentIntent, type: "payment_intent" },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  };
  account.invoicePayments.set(payment.id, payment);
  return payment;
}
