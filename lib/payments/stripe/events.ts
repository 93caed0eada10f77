import { type ZodError, z } from "zod";
import type { PurchaseEvent } from "@/db/schema";
import { invalid } from "@/lib/errors";
import type { ProviderAccess, ReadEvent } from "@/lib/payments/provider";
import { client, findOrNull, isoTime } from "./client";
import { findPaidInvoice, findStripeSubscription } from "./lists";
import { readMoneyBack } from "./money-back";
import {
  detailsOf,
  guestId,
  invoiceShape,
  readInvoiceSale,
  readSessionSale,
  sessionBuyer,
  sessionShape,
} from "./sales";
import { idOf, readSubscription, subscriptionShape } from "./subscription";
import { isThin } from "./verify";

const envelope = z.object({
  type: z.string(),
  created: z.number(),
  data: z.object({
    object: z.unknown(),
    previous_attributes: z.record(z.string(), z.unknown()).nullish(),
  }),
});
type Envelope = z.output<typeof envelope>;

/**
 * Reads one event by its fields, never by its API version. What an event lacks is looked up. If the account's API
 * version has a shape that we can't read, the current object is fetched from Stripe.
 */
export function readStripeEvent(body: unknown): ReadEvent {
  if (isThin(body))
    return {
      unreadable:
        "Stripe sends thin events to this endpoint. In Stripe, under Webhooks, choose snapshot events for it.",
    };
  const event = envelope.parse(body);
  const family = Object.keys(readers).find((start) => event.type.startsWith(start));
  return family ? (readers[family]?.(event) ?? nothing(event)) : nothing(event);
}

const nothing = ({ type }: Envelope): ReadEvent => ({ ignored: `nothing to do for ${type}` });

const catalogChanged = ({ type }: Envelope): ReadEvent => ({
  ignored: `${type}: the products are read again`,
  catalogChanged: true,
});

const readers: Record<string, (event: Envelope) => ReadEvent> = {
  "checkout.session.": readSession,
  "customer.subscription.": readSubscriptionEvent,
  "customer.updated": readCustomer,
  "customer.created": readCustomer,
  "invoice.paid": readInvoice,
  "invoice.payment_succeeded": readInvoice,
  "payment_intent.succeeded": readBarePayment,
  "charge.succeeded": readCharge,
  "charge.refunded": readMoneyBack,
  "charge.refund.updated": readMoneyBack,
  "refund.": readMoneyBack,
  "charge.dispute.": readMoneyBack,
  "product.": catalogChanged,
  "price.": catalogChanged,
};

function readSubscriptionEvent({ type, created, data }: Envelope): ReadEvent {
  if (type.endsWith(".trial_will_end") || type.endsWith(".pending_update_expired"))
    return { ignored: `nothing to do for ${type}` };
  const parsed = subscriptionShape.safeParse(data.object);
  if (!parsed.success) return readAsItIsNow(data.object, created, parsed.error);
  const seen = parsed.data;
  const fact = readSubscription(seen, created, { type, previous: data.previous_attributes ?? {} }, null);
  if (!fact)
    return { unreadable: `Stripe says that ${seen.id} is ${seen.status}, which this release does not know` };
  const gives = fact.status === "active" || fact.status === "past_due";
  // Only an active subscription needs all its items. An ended one gives nothing, whatever its items.
  if (gives && seen.items.has_more) return lookUpSubscription(seen.id, created, fact.activates);
  if (gives && fact.sentByInvoice)
    return {
      facts: [fact],
      lookUp: { unlessKnown: null, ask: (access) => findPaidInvoice(access, seen.id) },
    };
  return { facts: [fact] };
}

function readAsItIsNow(object: unknown, created: number, error: ZodError): ReadEvent {
  const named = z.object({ id: z.string() }).safeParse(object);
  if (!named.success) throw error;
  return lookUpSubscription(named.data.id, created, false);
}

/** The reading saw the event, although Stripe's clock of whole seconds may date it earlier. */
function lookUpSubscription(id: string, created: number, activates: boolean): ReadEvent {
  const ask = async (access: ProviderAccess): Promise<PurchaseEvent[]> => {
    const now = await findStripeSubscription(access, id);
    if (!now) return [];
    const seen = { ...now, asOf: isoTime(Math.max(created, Date.parse(now.asOf) / 1000)) };
    // It has given access since the event, not since the reading.
    return activates ? [seen, { ...now, activates: true, asOf: isoTime(created) }] : [seen];
  };
  return { facts: [], lookUp: { unlessKnown: null, ask } };
}

function readSession({ type, created, data }: Envelope): ReadEvent {
  const session = sessionShape.parse(data.object);
  const { customer, mode, payment_status: paid } = session;
  const buyer = sessionBuyer(session);
  const asOf = isoTime(created);
  if (mode === "subscription")
    return customer && buyer.email
      ? { facts: [{ kind: "customer", buyer, asOf }] }
      : { ignored: "a subscription's own events drive it" };
  if (mode !== "payment") return { ignored: "a card saved for later, not a sale" };
  if (type.endsWith(".expired")) return { ignored: "a checkout that nobody completed" };
  const status = type.endsWith(".async_payment_failed")
    ? "failed"
    : paid === "unpaid"
      ? "waiting"
      : "succeeded";
  return {
    facts: [],
    lookUp: {
      unlessKnown: null,
      ask: async (access) => [await readSessionSale(access, session, status, created)],
    },
  };
}

function readInvoice({ created, data }: Envelope): ReadEvent {
  const invoice = invoiceShape.parse(data.object);
  return {
    facts: [],
    lookUp: { unlessKnown: null, ask: (access) => readInvoiceSale(access, invoice, created) },
  };
}

const customerShape = z.object({
  id: z.string(),
  email: z.string().nullish(),
  name: z.string().nullish(),
  phone: z.string().nullish(),
});

function readCustomer({ created, data }: Envelope): ReadEvent {
  const { id, email, name, phone } = customerShape.parse(data.object);
  if (!email) return { ignored: "a customer without an address" };
  const buyer = { externalId: id, email, name: name ?? "", phoneNumber: phone ?? null };
  return { facts: [{ kind: "customer", buyer, asOf: isoTime(created) }] };
}

const barePayment = z.object({
  id: z.string(),
  amount: z.number(),
  currency: z.string(),
  created: z.number().nullish(),
  customer: idOf.nullish(),
  receipt_email: z.string().nullish(),
  latest_charge: idOf.nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

/** A payment from the merchant's own form or app has no price, so its metadata names what was sold. */
function readBarePayment({ created, data }: Envelope): ReadEvent {
  const seen = barePayment.parse(data.object);
  const priceId = seen.metadata?.gatehouse_price;
  if (!priceId) return unexplained(seen);
  return {
    facts: [],
    lookUp: {
      unlessKnown: null,
      ask: async (access) => {
        const price = await findOrNull(() => client(access).prices.retrieve(priceId));
        if (!price) throw invalid(`The metadata of ${seen.id} names a price that Stripe does not know`);
        const email = seen.receipt_email ?? (await emailOfCharge(access, seen.latest_charge));
        return [
          {
            kind: "payment",
            paymentId: seen.id,
            subscriptionIds: [],
            lines: [{ productId: idOf.parse(price.product), priceId, quantity: 1 }],
            status: "succeeded",
            buyer: {
              externalId: seen.customer ?? guestId(email, seen.id),
              email,
              name: "",
              phoneNumber: null,
            },
            amount: seen.amount,
            currency: seen.currency.toUpperCase(),
            details: detailsOf(seen, null, 0),
            asOf: isoTime(created),
          },
        ];
      },
    },
  };
}

const chargeShape = z.object({ id: z.string(), amount: z.number(), payment_intent: idOf.nullish() });

function readCharge({ data }: Envelope): ReadEvent {
  const { id, amount, payment_intent } = chargeShape.parse(data.object);
  return unexplained({ id: payment_intent ?? id, amount });
}

/** A checkout, an invoice or the payment's metadata says what it was for. They can arrive in any order. */
function unexplained({ id, amount }: { id: string; amount: number }): ReadEvent {
  const ignored = "a payment that sold nothing";
  if (amount === 0) return { ignored };
  return {
    ignored,
    money: {
      paymentId: id,
      unexplained:
        "a payment that names no product: it has no checkout or invoice, and its metadata has no gatehouse_price",
    },
  };
}

/** The address that the buyer typed into the merchant's own form. */
async function emailOfCharge(access: ProviderAccess, chargeId: string | null | undefined): Promise<string> {
  if (!chargeId) return "";
  const charge = await findOrNull(() => client(access).charges.retrieve(chargeId));
  return charge?.billing_details.email ?? "";
}
