import type { Key } from "./keys";
import type {
  Charge,
  Customer,
  DeletedCustomer,
  Dispute,
  Endpoint,
  Idempotent,
  Invoice,
  InvoiceLine,
  InvoicePayment,
  Item,
  LineItem,
  PaymentIntent,
  PaymentLink,
  PortalSession,
  Price,
  Product,
  Refund,
  Schedule,
  Session,
  StripeEvent,
  Subscription,
} from "./objects";

/** One mode of a merchant's Stripe account, with everything in it. Test and live share an `acct_` and nothing else. */
export type StripeAccount = {
  id: string;
  name: string;
  livemode: boolean;
  /** The version of the account's events, and of calls and endpoints that name none. */
  api_version: string;
  /** Seconds by which the account's clock runs ahead. */
  clock: number;
  /** Whether the merchant saved the settings of the customer portal; without them it refuses. */
  portal: boolean;
  hold: boolean;
  lose: boolean;
  keys: Map<string, Key>;
  products: Map<string, Product>;
  prices: Map<string, Price>;
  customers: Map<string, Customer | DeletedCustomer>;
  sessions: Map<string, Session>;
  lineItems: Map<string, LineItem>;
  paymentLinks: Map<string, PaymentLink>;
  portalSessions: Map<string, PortalSession>;
  subscriptions: Map<string, Subscription>;
  items: Map<string, Item>;
  schedules: Map<string, Schedule>;
  invoices: Map<string, Invoice>;
  invoiceLines: Map<string, InvoiceLine>;
  invoicePayments: Map<string, InvoicePayment>;
  paymentIntents: Map<string, PaymentIntent>;
  charges: Map<string, Charge>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
  endpoints: Map<string, Endpoint>;
  events: Map<string, StripeEvent>;
  idempotent: Map<string, Idempotent>;
};

/** The names of the maps above. */
export type Collection = {
  [Name in keyof StripeAccount]: StripeAccount[Name] extends Map<string, unknown> ? Name : never;
}[keyof StripeAccount];

type Given = Pick<StripeAccount, "id" | "name"> & Partial<Pick<StripeAccount, "livemode" | "api_version">>;

export function newStripeAccount(given: Given, api_version: string): StripeAccount {
  return {
    livemode: false,
    api_version,
    ...given,
    clock: 0,
    portal: true,
    hold: false,
    lose: false,
    keys: new Map(),
    products: new Map(),
    prices: new Map(),
    customers: new Map(),
    sessions: new Map(),
    lineItems: new Map(),
    paymentLinks: new Map(),
    portalSessions: new Map(),
    subscriptions: new Map(),
    items: new Map(),
    schedules: new Map(),
    invoices: new Map(),
    invoiceLines: new Map(),
    invoicePayments: new Map(),
    paymentIntents: new Map(),
    charges: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    endpoints: new Map(),
    events: new Map(),
    idempotent: new Map(),
  };
}
