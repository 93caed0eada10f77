import type Stripe from "stripe";
import type { Invoice, Session, Subscription } from "../objects";
import type { Wanted } from "../records/line-item";
import type { Outcome } from "./pay";

/** The ways in which a Stripe account sells. */
export const ways = [
  "checkout",
  "payment_link",
  "dashboard",
  "send_invoice",
  "invoice",
  "free",
  "payment_intent",
] as const;

export type Way = (typeof ways)[number];

export type Order = {
  how: Way;
  wanted: Wanted[];
  email: string | null;
  name: string | null;
  metadata: Stripe.Metadata;
  outcome: Outcome;
  trialDays: number | null;
  missingPaymentMethod: string | null;
  /** An existing customer. */
  customer?: string | undefined;
  /** An existing payment link. */
  link?: string | undefined;
  /** Checkout makes a customer, or writes an invoice, for a one-time sale too. */
  createCustomer: boolean;
  createInvoice: boolean;
  /** The money for a hand-written invoice does not come through Stripe. */
  outOfBand: boolean;
};

export type Sale = {
  session: Session | null;
  subscription: Subscription | null;
  invoice: Invoice | null;
  payment_intent: string | null;
  customer: string | null;
};

/** An order without anything special about it. */
export const plainOrder: Omit<Order, "how" | "wanted" | "email" | "name"> = {
  metadata: {},
  outcome: "paid",
  trialDays: null,
  missingPaymentMethod: null,
  createCustomer: false,
  createInvoice: false,
  outOfBand: false,
};
