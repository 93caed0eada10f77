import { z } from "zod";
import type { ReadEvent } from "@/lib/payments/provider";
import { adjustmentShape, readAdjustment } from "./money-back";
import { buyerOf, customerShape, findPaidBill, findSale, readTransaction, transactionShape } from "./sales";
import { readSubscription, subscriptionShape, time } from "./subscription";

/** The events that the webhook gets, and that catch-up reads in case some were missed. */
export const webhookEvents = [
  "transaction.paid",
  "transaction.completed",
  "transaction.canceled",
  "subscription.created",
  "subscription.imported",
  "subscription.activated",
  "subscription.trialing",
  "subscription.updated",
  "subscription.past_due",
  "subscription.paused",
  "subscription.resumed",
  "subscription.canceled",
  "adjustment.created",
  "adjustment.updated",
  "customer.created",
  "customer.updated",
  "customer.imported",
  "product.created",
  "product.updated",
  "product.imported",
  "price.created",
  "price.updated",
  "price.imported",
];

const envelope = z.object({ event_type: z.string(), occurred_at: time, data: z.unknown() });
type Envelope = z.output<typeof envelope>;

/** Reads one event; throws a ZodError if a known type has an unexpected shape. */
export function readPaddleEvent(body: unknown): ReadEvent {
  const event = envelope.parse(body);
  const [family = ""] = event.event_type.split(".");
  return readers[family]?.(event) ?? { ignored: `nothing to do for ${event.event_type}` };
}

const catalogChanged = ({ event_type }: Envelope): ReadEvent => ({
  ignored: `${event_type}: the products are read again`,
  catalogChanged: true,
});

const readers: Record<string, (event: Envelope) => ReadEvent> = {
  transaction: readSale,
  subscription: readSubscriptionEvent,
  adjustment: readMoneyBack,
  customer: readCustomer,
  product: catalogChanged,
  price: catalogChanged,
};

function readSale({ occurred_at, data }: Envelope): ReadEvent {
  const seen = transactionShape.parse(data);
  if (seen.origin === "subscription_payment_method_change")
    return { ignored: "a change of payment method, not a sale" };
  const payment = readTransaction(seen, occurred_at);
  if (payment.status === "waiting") return { ignored: `a transaction that is ${seen.status}: not paid yet` };
  return { facts: [payment] };
}

const activating = new Set(["created", "imported", "activated", "trialing", "resumed"]);

function readSubscriptionEvent({ event_type, occurred_at, data }: Envelope): ReadEvent {
  const seen = subscriptionShape.parse(data);
  const fact = readSubscription(seen, occurred_at, activating.has(event_type.replace(/^\w+\./, "")));
  if (!fact)
    return { unreadable: `Paddle says that ${seen.id} is ${seen.status}, which this release does not know` };
  const gives = fact.status === "active" || fact.status === "past_due";
  if (gives && fact.sentByInvoice)
    return {
      facts: [fact],
      lookUp: { unlessKnown: null, ask: (access) => findPaidBill(access, seen.id) },
    };
  return { facts: [fact] };
}

function readMoneyBack({ occurred_at, data }: Envelope): ReadEvent {
  const seen = adjustmentShape.parse(data);
  const fact = readAdjustment(seen, occurred_at);
  if (!fact)
    return {
      ignored:
        seen.action === "refund"
          ? "a refund that Paddle has yet to approve"
          : `a ${seen.action}, not a refund`,
    };
  const { paymentId } = fact;
  return {
    facts: [fact],
    lookUp: { unlessKnown: { paymentId }, ask: (access) => findSale(access, paymentId, occurred_at) },
  };
}

function readCustomer({ occurred_at, data }: Envelope): ReadEvent {
  const buyer = buyerOf(customerShape.parse(data));
  if (!buyer) return { ignored: "a customer without an address" };
  return { facts: [{ kind: "customer", buyer, asOf: occurred_at }] };
}
