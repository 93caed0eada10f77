import type Stripe from "stripe";
import { z } from "zod";
import type { Buyer, Line, PaymentDetails, PaymentSeen } from "@/db/schema";
import { canonicalOrAsGiven } from "@/lib/email-address";
import type { ProviderAccess } from "@/lib/payments/provider";
import { call, client, isoTime, listAll } from "./client";
import { idOf } from "./subscription";

/*
 * Sales that are no subscription of their own: checkout sessions, however they were made, and invoices. Both are named
 * by their payment intent, so that a sale that sends both events is one; a sale without a payment (free, or paid
 * elsewhere) is named by its session or invoice.
 */
const address = z
  .object({
    country: z.string().length(2),
    city: z.string().nullish(),
    state: z.string().nullish(),
    line1: z.string().nullish(),
    line2: z.string().nullish(),
    postal_code: z.string().nullish(),
  })
  .nullish()
  // Only shown, so a malformed value never blocks a sale.
  .catch(null);
const metadata = z.record(z.string(), z.string()).nullish().catch(null);

export const sessionShape = z.object({
  id: z.string(),
  created: z.number().nullish(),
  mode: z.string(),
  payment_status: z.string(),
  payment_intent: idOf.nullish(),
  subscription: idOf.nullish(),
  customer: idOf.nullish(),
  customer_details: z
    .object({ email: z.string().nullish(), name: z.string().nullish(), phone: z.string().nullish(), address })
    .nullish(),
  metadata,
  amount_total: z.number().nullish(),
  currency: z.string().nullish(),
});
export type Session = z.output<typeof sessionShape>;

export function sessionBuyer({ id, customer, customer_details: details }: Session): Buyer {
  const email = details?.email ?? "";
  return {
    externalId: customer ?? guestId(email, id),
    email,
    name: details?.name ?? "",
    phoneNumber: details?.phone ?? null,
  };
}

/** A guest has no id at Stripe. Only the email address stays the same from sale to sale. */
export function guestId(email: string, saleId: string): string {
  return email ? canonicalOrAsGiven(email) : saleId;
}

/** The sale of a session. Its line items are fetched, because no event contains them. */
export async function readSessionSale(
  access: ProviderAccess,
  session: Session,
  status: PaymentSeen["status"],
  seconds: number,
): Promise<PaymentSeen> {
  const lines = await listAll(
    "line items",
    (page) => client(access).checkout.sessions.listLineItems(session.id, page),
    ({ price, quantity }): Line[] =>
      price ? [{ productId: idOf.parse(price.product), priceId: price.id, quantity: quantity ?? 1 }] : [],
  );
  return {
    kind: "payment",
    paymentId: session.payment_intent ?? session.id,
    subscriptionIds: [],
    lines: lines.flat(),
    status,
    buyer: sessionBuyer(session),
    amount: session.amount_total ?? 0,
    currency: (session.currency ?? "usd").toUpperCase(),
    details: detailsOf(session, session.customer_details?.address, 0),
    asOf: isoTime(seconds),
  };
}

/** The settled amount is on the balance transaction, which no event contains. */
export function detailsOf(
  sale: { created?: number | null | undefined; metadata?: Record<string, string> | null | undefined },
  billedTo: z.output<typeof address>,
  retryAttempt: number,
): PaymentDetails {
  return {
    createdAt: sale.created ? isoTime(sale.created) : null,
    billing: billedTo
      ? {
          country: billedTo.country,
          city: billedTo.city ?? null,
          state: billedTo.state ?? null,
          street: [billedTo.line1, billedTo.line2].filter(Boolean).join(", ") || null,
          zipcode: billedTo.postal_code ?? null,
        }
      : null,
    settlementAmount: null,
    settlementCurrency: null,
    retryAttempt,
    metadata: sale.metadata ?? {},
  };
}

const invoiceLine = z.object({
  quantity: z.number().nullish(),
  price: z.object({ id: z.string(), product: idOf }).nullish(),
  pricing: z.object({ price_details: z.object({ price: idOf, product: idOf }).nullish() }).nullish(),
  type: z.string().nullish(),
  proration: z.boolean().nullish(),
  parent: z
    .object({
      type: z.string(),
      invoice_item_details: z.object({ proration: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
});
export const invoiceShape = z.object({
  id: z.string(),
  customer: idOf.nullish(),
  customer_email: z.string().nullish(),
  customer_name: z.string().nullish(),
  customer_phone: z.string().nullish(),
  customer_address: address,
  created: z.number().nullish(),
  attempt_count: z.number().nullish(),
  metadata,
  amount_paid: z.number(),
  currency: z.string(),
  subscription: idOf.nullish(),
  parent: z.object({ subscription_details: z.object({ subscription: idOf }).nullish() }).nullish(),
  payment_intent: idOf.nullish(),
  charge: idOf.nullish(),
  lines: z.object({ data: z.array(invoiceLine), has_more: z.boolean().nullish() }),
});
export type Invoice = z.output<typeof invoiceShape>;

/** The payments of a paid invoice, with their subscription and any one-time items. */
export async function readInvoiceSale(
  access: ProviderAccess,
  invoice: Invoice,
  seconds: number,
): Promise<PaymentSeen[]> {
  const subscriptionId = invoice.parent?.subscription_details?.subscription ?? invoice.subscription;
  const ids = invoice.payment_intent ? [invoice.payment_intent] : await paymentsOf(access, invoice.id);
  const [first = invoice.id, ...more] = ids;
  const lines = invoice.lines.has_more ? await allLines(access, invoice.id) : invoice.lines.data;
  const payment = (paymentId: string, sold: Line[]): PaymentSeen => ({
    kind: "payment",
    paymentId,
    subscriptionIds: subscriptionId ? [subscriptionId] : [],
    lines: sold,
    status: "succeeded",
    buyer: {
      externalId: invoice.customer ?? guestId(invoice.customer_email ?? "", invoice.id),
      email: invoice.customer_email ?? "",
      name: invoice.customer_name ?? "",
      phoneNumber: invoice.customer_phone ?? null,
    },
    amount: invoice.amount_paid,
    currency: invoice.currency.toUpperCase(),
    details: detailsOf(invoice, invoice.customer_address, Math.max(0, (invoice.attempt_count ?? 1) - 1)),
    asOf: isoTime(seconds),
  });
  return [payment(first, lines.flatMap(soldOnce)), ...more.map((id) => payment(id, []))];
}

/** A line that is a one-time item: not part of a subscription, and not the proration of a plan change. */
function soldOnce(line: Invoice["lines"]["data"][number]): Line[] {
  const ofSubscription = line.parent?.type === "subscription_item_details" || line.type === "subscription";
  const proration = line.parent?.invoice_item_details?.proration ?? line.proration ?? false;
  const price =
    line.pricing?.price_details ?? (line.price && { price: line.price.id, product: line.price.product });
  if (ofSubscription || proration || !price) return [];
  return [{ productId: price.product, priceId: price.price, quantity: line.quantity ?? 1 }];
}

async function paymentsOf(access: ProviderAccess, invoice: string): Promise<string[]> {
  const ids = await listAll(
    "invoice payments",
    (page) => client(access).invoicePayments.list({ invoice, status: "paid", ...page }),
    ({ payment }) => payment.payment_intent ?? payment.charge ?? [],
  );
  return ids.flat().map((id) => idOf.parse(id));
}

async function allLines(access: ProviderAccess, invoice: string): Promise<Invoice["lines"]["data"]> {
  return listAll(
    "invoice lines",
    (page) => client(access).invoices.listLineItems(invoice, page),
    (line) => invoiceLine.parse(line),
  );
}

/** The sale behind an unknown payment: its invoice or checkout session. Empty if it has neither. */
export async function findSale(
  access: ProviderAccess,
  paymentIntent: string,
  seconds: number,
): Promise<PaymentSeen[]> {
  const { data: paid } = await call(() =>
    client(access).invoicePayments.list({
      payment: { type: "payment_intent", payment_intent: paymentIntent },
      expand: ["data.invoice"],
      limit: 10,
    }),
  );
  const invoices = paid.flatMap(({ invoice }) => (isRead(invoice) ? [invoiceShape.parse(invoice)] : []));
  const sales: PaymentSeen[] = [];
  for (const invoice of invoices)
    sales.push(...(await readInvoiceSale(access, { ...invoice, payment_intent: paymentIntent }, seconds)));
  if (sales.length > 0) return sales;
  const { data: sessions } = await call(() =>
    client(access).checkout.sessions.list({ payment_intent: paymentIntent, limit: 10 }),
  );
  for (const session of sessions.map((each) => sessionShape.parse(each)))
    if (session.mode === "payment") sales.push(await readSessionSale(access, session, "succeeded", seconds));
  return sales;
}

function isRead(invoice: string | Stripe.Invoice | Stripe.DeletedInvoice): invoice is Stripe.Invoice {
  return typeof invoice === "object" && !("deleted" in invoice && invoice.deleted);
}
