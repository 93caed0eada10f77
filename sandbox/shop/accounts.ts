import { randomBytes } from "node:crypto";
import type DodoPayments from "dodopayments";
import type { SentEvent } from "./deliver";

/** One merchant at the payment provider, with all of its data. */
export type Account = {
  business_id: string;
  name: string;
  api_key: string;
  brand_id: string;
  /** Deliver each event with the state at the time of the event, instead of the newest one. */
  freeze: boolean;
  /** Hold events back until they are released. */
  hold: boolean;
  /** Give up on each event before the first attempt, as after 27 hours of failures. */
  lose: boolean;
  products: Map<string, ShopProduct>;
  customers: Map<string, DodoPayments.Customer>;
  checkouts: Map<string, Checkout>;
  subscriptions: Map<string, ShopSubscription>;
  payments: Map<string, DodoPayments.Payment>;
  refunds: Map<string, DodoPayments.Refund>;
  disputes: Map<string, DodoPayments.GetDispute>;
  endpoints: Map<string, Endpoint>;
  events: Map<string, ShopEvent>;
};

export type ShopProduct = DodoPayments.Product & { archived: boolean };

export type ShopSubscription = DodoPayments.Subscription & { past_due_ends_at: string | null };

export type Checkout = {
  id: string;
  created_at: string;
  cart: { product_id: string; quantity: number; amount: number | null }[];
  customer: { customer_id?: string; email?: string; name?: string | null };
  metadata: DodoPayments.Metadata;
  trial_period_days: number | null;
  return_url: string | null;
  cancel_url: string | null;
  payment_id: string | null;
  subscription_id: string | null;
};

export type Endpoint = DodoPayments.WebhookDetails & {
  secret: string;
  headers: Record<string, string>;
  idempotency_key: string | null;
};

type ObjectKind = "payment" | "subscription" | "refund" | "dispute";

export type ShopEvent = SentEvent & {
  type: DodoPayments.WebhookEventType;
  timestamp: string;
  object: { kind: ObjectKind; id: string };
  frozen: object | null;
};

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Dodo's ids: a prefix, `_`, and 21 letters and digits. */
export function shopId(prefix: string): string {
  const letters = Array.from(randomBytes(21), (byte) => alphabet[byte % alphabet.length]);
  return `${prefix}_${letters.join("")}`;
}

export function newAccount(given: { business_id: string; name: string; api_key: string }): Account {
  return {
    ...given,
    brand_id: given.business_id.replace(/^bus_/, "brnd_"),
    freeze: false,
    hold: false,
    lose: false,
    products: new Map(),
    customers: new Map(),
    checkouts: new Map(),
    subscriptions: new Map(),
    payments: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    endpoints: new Map(),
    events: new Map(),
  };
}
