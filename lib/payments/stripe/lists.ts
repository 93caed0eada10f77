import type Stripe from "stripe";
import type { PaymentSeen, SubscriptionSeen } from "@/db/schema";
import type { Listed, ListedPage, ProviderAccess, WantedPage } from "@/lib/payments/provider";
import { call, client, dated, findOrNull, isoTime, listAll } from "./client";
import { invoiceShape, readInvoiceSale } from "./sales";
import { buyerOf, readSubscription, subscriptionShape } from "./subscription";

const pageSize = 100;

/** The events that the webhook gets, and that catch-up reads in case some were missed. */
export const webhookEvents = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "customer.subscription.created",
  "customer.subscription.updated",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "customer.updated",
  "invoice.paid",
  "payment_intent.succeeded",
  "charge.refunded",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
  "product.updated",
  "price.created",
  "price.updated",
] as const satisfies Stripe.WebhookEndpointCreateParams.EnabledEvent[];

/** A page of the last 30 days' events, or of all subscriptions as they are now. */
export async function listStripePage(access: ProviderAccess, wanted: WantedPage): Promise<ListedPage> {
  if (wanted.list === "events") return listEvents(access, wanted);
  if (wanted.list === "subscriptions") return listSubscriptions(access, wanted);
  throw new Error(`Stripe's ${wanted.list} are read through its events`);
}

async function listEvents(access: ProviderAccess, { cursor, since }: WantedPage): Promise<ListedPage> {
  const page = await call(() =>
    client(access).events.list({
      types: [...webhookEvents],
      limit: pageSize,
      ...(since && { created: { gte: Math.floor(since.getTime() / 1000) } }),
      ...(cursor && { starting_after: cursor }),
    }),
  );
  return pageOf(page, (event) => {
    const sent = { ...event, timestamp: isoTime(event.created) };
    return {
      id: event.id,
      eventId: event.id,
      createdAt: new Date(event.created * 1000),
      event: sent,
      complete: async () => sent,
    };
  });
}

async function listSubscriptions(access: ProviderAccess, { cursor, since }: WantedPage): Promise<ListedPage> {
  const { data: page, seconds } = await dated(() =>
    client(access).subscriptions.list({
      status: "all",
      limit: pageSize,
      ...(since && { created: { gte: Math.floor(since.getTime() / 1000) } }),
      ...(cursor && { starting_after: cursor }),
    }),
  );
  return pageOf(page, (subscription) => {
    const as = (type: string) => ({
      type,
      created: seconds,
      timestamp: isoTime(seconds),
      data: { object: subscription },
    });
    return {
      id: subscription.id,
      createdAt: new Date(subscription.created * 1000),
      event: as("customer.subscription.updated"),
      complete: async (begins) =>
        as(begins === "access" ? "customer.subscription.resumed" : "customer.subscription.updated"),
    };
  });
}

function pageOf<Item extends { id: string }>(
  { data, has_more }: { data: Item[]; has_more: boolean },
  listed: (item: Item) => Listed,
): ListedPage {
  return { items: data.map(listed), next: has_more ? (data.at(-1)?.id ?? null) : null };
}

/** The subscription as it is now, with all its items; null if Stripe has none with this id. */
export async function findStripeSubscription(
  access: ProviderAccess,
  id: string,
): Promise<SubscriptionSeen | null> {
  const found = await findOrNull(() =>
    dated(() => client(access).subscriptions.retrieve(id, { expand: ["customer"] })),
  );
  if (!found) return null;
  const { data, seconds } = found;
  const seen = subscriptionShape.parse(data);
  if (seen.items.has_more) {
    const items = await listAll(
      "subscription items",
      (page) => client(access).subscriptionItems.list({ subscription: id, ...page }),
      (item) => item,
    );
    seen.items = subscriptionShape.shape.items.parse({ data: items });
  }
  const { customer } = data;
  const buyer = typeof customer === "object" && !customer.deleted ? buyerOf(customer) : null;
  return readSubscription(seen, seconds, { type: "", previous: {} }, buyer);
}

/** The last payment of a subscription paid by invoice, which gives nothing until an invoice is paid. */
export async function findPaidInvoice(access: ProviderAccess, subscription: string): Promise<PaymentSeen[]> {
  const { data } = await call(() => client(access).invoices.list({ subscription, status: "paid", limit: 1 }));
  const [paid] = data;
  return paid ? readInvoiceSale(access, invoiceShape.parse(paid), paid.created) : [];
}
