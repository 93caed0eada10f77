import type Stripe from "stripe";
import type { SentEvent } from "../deliver";
import type { Kept } from "./kept";

/** Stripe's objects as an account keeps them; `present.ts` joins what belongs inside an answer. */

export type Product = Kept<Stripe.Product>;
export type Price = Kept<Stripe.Price>;
export type Customer = Kept<Stripe.Customer>;
export type DeletedCustomer = Kept<Stripe.DeletedCustomer>;
export type PaymentIntent = Kept<Stripe.PaymentIntent>;
export type Charge = Kept<Stripe.Charge>;
export type Refund = Kept<Stripe.Refund>;
export type Dispute = Kept<Stripe.Dispute>;
export type PaymentLink = Kept<Stripe.PaymentLink, "line_items">;
export type PortalSession = Kept<Stripe.BillingPortal.Session>;

/** One line of a checkout session or a payment link, whose id is `parent`. */
export type LineItem = Kept<Stripe.LineItem, "price"> & { price: string; parent: string };

export type Session = Kept<Stripe.Checkout.Session, "line_items"> & {
  /** What the call asked for and the answer does not show: it comes true when the buyer pays. */
  asked: Asked;
};

export type Asked = {
  subscription_metadata: Stripe.Metadata;
  payment_metadata: Stripe.Metadata;
  trial_days: number | null;
  /** What to do at the end of a trial without a card. */
  missing_payment_method: string | null;
  /** The share of the price that a coupon takes off, 0 to 1. */
  discount: number;
};

export type Subscription = Kept<Stripe.Subscription, "items">;
export type Item = Kept<Stripe.SubscriptionItem, "price" | "plan"> & { price: string };
/** Its second phase is what the next period brings. */
export type Schedule = Kept<Stripe.SubscriptionSchedule>;

export type Invoice = Kept<Stripe.Invoice, "lines" | "payments">;
export type InvoicePayment = Kept<Stripe.InvoicePayment>;
export type InvoiceLine = Kept<Omit<Stripe.InvoiceLineItem, "pricing">> & {
  pricing: {
    price_details: { price: string; product: string };
    type: "price_details";
    unit_amount_decimal: string;
  };
};

export type Endpoint = Kept<Stripe.WebhookEndpoint, "secret"> & {
  /** Two while a roll of the secret lasts; both sign. */
  secrets: string[];
  /** Sends thin events: a notification with no data. */
  thin: boolean;
};

export type StripeEvent = SentEvent & {
  created: number;
  /** The object as it was when the event happened, in the pinned version. */
  object: Presented;
  previous: Record<string, unknown> | null;
  /** The call that set it off; null when it happened by itself or on a page. */
  request: { id: string; idempotency_key: string | null } | null;
};

/** An object in the shape of an answer. */
export type Presented = { object: string; id?: string } & Record<string, unknown>;

export type Idempotent = {
  /** Method, path and body of the first request. */
  request: string;
  at: number;
  status: number;
  body: string;
  request_id: string;
};
