import { z } from "zod";
import type { StripeAccount } from "../account";
import { idOf } from "../kept";
import type { Right } from "../keys";
import type * as Objects from "../objects";
import { bool } from "./form";
import { range, within } from "./lists";

type Shape = z.ZodRawShape;

/** One of Stripe's objects that can be fetched by id and listed. */
export type Resource = {
  path: string;
  collection: Listed;
  /** As Stripe names it in "No such …". */
  name: string;
  right: Right;
  /** What its list can be asked for, beside pages and `expand`. */
  filters: Shape;
  fits(account: StripeAccount, item: unknown, query: unknown): boolean;
};

type Listed =
  | "charges"
  | "customers"
  | "disputes"
  | "invoicePayments"
  | "invoices"
  | "items"
  | "paymentIntents"
  | "paymentLinks"
  | "prices"
  | "products"
  | "refunds"
  | "schedules"
  | "sessions"
  | "subscriptions";

function resource<Item, Filters extends Shape>(
  given: Pick<Resource, "path" | "collection" | "name" | "right">,
  filters: Filters,
  fits: (item: Item, query: z.infer<z.ZodObject<Filters>>, account: StripeAccount) => boolean,
): Resource {
  return {
    ...given,
    filters,
    // The collection's name and the item's type are written side by side below.
    fits: (account, item, query) => fits(item as Item, query as z.infer<z.ZodObject<Filters>>, account),
  };
}

const text = z.string().optional();
const texts = z.array(z.string()).optional();
const yes = bool.optional();
const created = range.optional();
const is = (wanted: unknown, value: unknown) => wanted === undefined || wanted === value;

export const resources: Resource[] = [
  resource(
    { path: "/products", collection: "products", name: "product", right: "rak_product_read" },
    { active: yes, created, ids: texts },
    (product: Objects.Product, asked) =>
      is(asked.active, product.active) &&
      within(product.created, asked.created) &&
      (asked.ids?.includes(product.id) ?? true),
  ),
  resource(
    { path: "/prices", collection: "prices", name: "price", right: "rak_plan_read" },
    { active: yes, created, currency: text, lookup_keys: texts, product: text, type: text },
    (price: Objects.Price, asked) =>
      is(asked.active, price.active) &&
      within(price.created, asked.created) &&
      is(asked.currency, price.currency) &&
      (asked.lookup_keys?.includes(price.lookup_key ?? "") ?? true) &&
      is(asked.product, price.product) &&
      is(asked.type, price.type),
  ),
  resource(
    { path: "/customers", collection: "customers", name: "customer", right: "rak_customer_read" },
    { created, email: text },
    (customer: Objects.Customer | Objects.DeletedCustomer, asked) =>
      !customer.deleted && within(customer.created, asked.created) && is(asked.email, customer.email),
  ),
  resource(
    {
      path: "/subscriptions",
      collection: "subscriptions",
      name: "subscription",
      right: "rak_subscription_read",
    },
    { created, customer: text, price: text, status: text, collection_method: text },
    (subscription: Objects.Subscription, asked, account) =>
      within(subscription.created, asked.created) &&
      is(asked.customer, subscription.customer) &&
      is(asked.collection_method, subscription.collection_method) &&
      hasStatus(subscription.status, asked.status) &&
      (asked.price === undefined || hasPrice(account, subscription.id, asked.price)),
  ),
  resource(
    {
      path: "/subscription_items",
      collection: "items",
      name: "subscription_item",
      right: "rak_subscription_read",
    },
    { subscription: z.string() },
    (item: Objects.Item, asked) => item.subscription === asked.subscription,
  ),
  resource(
    {
      path: "/checkout/sessions",
      collection: "sessions",
      name: "checkout.session",
      right: "rak_checkout_session_read",
    },
    {
      created,
      customer: text,
      customer_details: z.strictObject({ email: z.string() }).optional(),
      payment_intent: text,
      payment_link: text,
      status: z.enum(["open", "complete", "expired"]).optional(),
      subscription: text,
    },
    (session: Objects.Session, asked) =>
      within(session.created, asked.created) &&
      is(asked.customer, session.customer) &&
      is(asked.customer_details?.email, session.customer_details?.email) &&
      is(asked.payment_intent, session.payment_intent) &&
      is(asked.payment_link, session.payment_link) &&
      is(asked.status, session.status) &&
      is(asked.subscription, session.subscription),
  ),
  resource(
    {
      path: "/payment_links",
      collection: "paymentLinks",
      name: "payment_link",
      right: "rak_payment_link_read",
    },
    { active: yes },
    (link: Objects.PaymentLink, asked) => is(asked.active, link.active),
  ),
  resource(
    { path: "/invoices", collection: "invoices", name: "invoice", right: "rak_invoice_read" },
    { created, customer: text, status: text, subscription: text, collection_method: text },
    (invoice: Objects.Invoice, asked) =>
      within(invoice.created, asked.created) &&
      is(asked.customer, invoice.customer) &&
      is(asked.status, invoice.status) &&
      is(asked.collection_method, invoice.collection_method) &&
      is(asked.subscription, idOf(invoice.parent?.subscription_details?.subscription)),
  ),
  resource(
    {
      path: "/invoice_payments",
      collection: "invoicePayments",
      name: "invoice_payment",
      right: "rak_invoice_read",
    },
    {
      created,
      invoice: text,
      payment: z.strictObject({ type: z.literal("payment_intent"), payment_intent: z.string() }).optional(),
      status: z.enum(["open", "paid", "canceled"]).optional(),
    },
    (payment: Objects.InvoicePayment, asked) =>
      within(payment.created, asked.created) &&
      is(asked.invoice, payment.invoice) &&
      is(asked.payment?.payment_intent, payment.payment.payment_intent) &&
      is(asked.status, payment.status),
  ),
  resource(
    {
      path: "/payment_intents",
      collection: "paymentIntents",
      name: "payment_intent",
      right: "rak_payment_intent_read",
    },
    { created, customer: text },
    (intent: Objects.PaymentIntent, asked) =>
      within(intent.created, asked.created) && is(asked.customer, intent.customer),
  ),
  resource(
    {
      path: "/subscription_schedules",
      collection: "schedules",
      name: "subscription_schedule",
      right: "rak_subscription_read",
    },
    { created, customer: text },
    (schedule: Objects.Schedule, asked) =>
      within(schedule.created, asked.created) && is(asked.customer, schedule.customer),
  ),
  resource(
    { path: "/charges", collection: "charges", name: "charge", right: "rak_charge_read" },
    { created, customer: text, payment_intent: text },
    (charge: Objects.Charge, asked) =>
      within(charge.created, asked.created) &&
      is(asked.customer, charge.customer) &&
      is(asked.payment_intent, charge.payment_intent),
  ),
  resource(
    { path: "/refunds", collection: "refunds", name: "refund", right: "rak_charge_read" },
    { created, charge: text, payment_intent: text },
    (refund: Objects.Refund, asked) =>
      within(refund.created, asked.created) &&
      is(asked.charge, refund.charge) &&
      is(asked.payment_intent, refund.payment_intent),
  ),
  resource(
    { path: "/disputes", collection: "disputes", name: "dispute", right: "rak_dispute_read" },
    { created, charge: text, payment_intent: text },
    (dispute: Objects.Dispute, asked) =>
      within(dispute.created, asked.created) &&
      is(asked.charge, dispute.charge) &&
      is(asked.payment_intent, dispute.payment_intent),
  ),
];

/** Without a status Stripe's list hides what is over. */
function hasStatus(status: string, asked: string | undefined): boolean {
  const isOver = status === "canceled" || status === "incomplete_expired";
  if (asked === undefined) return status !== "canceled";
  return asked === "all" || (asked === "ended" ? isOver : asked === status);
}

function hasPrice(account: StripeAccount, subscription: string, price: string): boolean {
  return [...account.items.values()].some(
    (item) => item.subscription === subscription && item.price === price,
  );
}
