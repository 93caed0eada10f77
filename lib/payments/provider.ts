import type { Buyer, Policy, PurchaseEvent, SubscriptionSeen } from "@/db/schema";
import type { VerifiedEvent } from "./standard-webhooks";

/** What a payment provider is to us. One folder per provider implements it; nothing else knows their APIs. */
export type Provider = {
  name: string;
  about: AboutProvider;
  /** What an API key and a signing secret look like; others are refused before they are tried, with these words. */
  keyShape: WrittenAs;
  secretShape: WrittenAs;
  /** Digits behind the point in its amounts, for currencies that it does not count as ISO 4217 does. */
  amountDigits?: Readonly<Record<string, number>>;
  /** Verifies a webhook request; throws `bad_request` or `unauthorized`. */
  verify(raw: Uint8Array, headers: Headers, secrets: string[]): VerifiedEvent;
  /** The provider's own name of the merchant an event belongs to, if it says. */
  businessOf(body: unknown): string | null;
  /** Facts in an event; throws a ZodError when a known type has an unknown shape. */
  read(body: unknown): ReadEvent;
  /** Every product the merchant sells there. Throws `invalid` for a wrong key, `RetryLater` when it is away. */
  listProducts(access: ProviderAccess): Promise<ProviderProduct[]>;
  /** Null when the provider knows no such product. */
  findProduct(access: ProviderAccess, externalId: string): Promise<ProviderProduct | null>;
  /** The buyer behind an event that names them by id only; null when the provider has no address for them. */
  findBuyer(access: ProviderAccess, externalId: string): Promise<Buyer | null>;
  /**
   * The subscription as it is now, dated at or before the reading. For providers whose times are too coarse to tell
   * which of two events is the newer one.
   */
  findSubscription?(access: ProviderAccess, subscriptionId: string): Promise<SubscriptionSeen | null>;
  /** The lists to read for events that never reached us, in this order. */
  lists: readonly ProviderList[];
  /** One page of such a list, newest first. */
  listPage(access: ProviderAccess, wanted: WantedPage): Promise<ListedPage>;
  /** Tells the provider where to send events; answers the secret they will be signed with. */
  registerWebhook(access: ProviderAccess, url: string): Promise<string>;
  /** A page on which a customer pays. */
  startCheckout(
    access: ProviderAccess,
    bought: { productId: string; priceId: string | null },
    returnUrl: string,
  ): Promise<string>;
};

type WrittenAs = { pattern: RegExp; words: string };

/** What forms and help say of a provider: plain data, which a page can hand to the browser. */
export type AboutProvider = {
  /** What the API key is called there, where it is made, and what it has to be allowed to do. */
  key: { label: string; hint: string };
  /** Where a merchant makes a webhook by hand, and finds its signing secret. */
  webhooks: string;
  /** When another API address than the usual one is needed. */
  address: string;
  /** How its webhooks are signed. */
  signature: string;
  /** Which choices of the connection's policy mean something here. */
  choices: readonly (keyof Policy)[];
};

/** What one event says. */
export type ReadEvent =
  | {
      facts: PurchaseEvent[];
      /** What the event only names and the provider has to be asked for. */
      lookUp?: LookUp;
    }
  | {
      /** Nothing for us, and why, in words for the merchant. */
      ignored: string;
      /** The list of products changed, so it is read again. */
      catalogChanged?: true;
      /** It says that money came in for a sale that only another event describes; and what to say while none has. */
      money?: { paymentId: string; unexplained: string };
    }
  /** Something for us that cannot be read: what the merchant has to change at the provider. */
  | { unreadable: string };

export type LookUp = {
  /** `always`, or only where this payment has not been heard of. */
  unlessKnown: { paymentId: string } | null;
  ask: (access: ProviderAccess) => Promise<PurchaseEvent[]>;
};

export type ProviderAccess = { apiKey: string; baseUrl: string | null };

export type ProviderList = "payments" | "refunds" | "subscriptions" | "events";

/**
 * `cursor` is what the page before answered as `next`; null begins. `since` null means all there ever was. Of payments
 * and refunds only those that succeeded.
 */
export type WantedPage = { list: ProviderList; cursor: string | null; since: Date | null };

export type ListedPage = { items: Listed[]; next: string | null };

/** One thing of a list. Its event is as the provider would have sent it, dated at or before the reading. */
export type Listed = {
  id: string;
  createdAt: Date;
  /** What the list says; enough to see whether we missed something. */
  event: ProviderEvent;
  /** Set in a list of events: the id that its webhook carried. */
  eventId?: string;
  /** The event with everything there is to say; `gives`: it also says that a subscription gives access from now on. */
  complete(gives: boolean): Promise<ProviderEvent>;
};

export type ProviderEvent = { type: string; timestamp: string; data: object };

export type ProviderPrice = {
  externalId: string;
  name: string | null;
  amount: number | null;
  currency: string | null;
  interval: "Day" | "Week" | "Month" | "Year" | null;
  intervalCount: number | null;
  archived: boolean;
};

/** A product with its default price; `prices` where the provider keeps several, each with an id of its own. */
export type ProviderProduct = {
  externalId: string;
  name: string;
  description: string | null;
  taxCategory: string | null;
  prices: ProviderPrice[];
  priceAmount: number | null;
  currency: string | null;
  interval: "Day" | "Week" | "Month" | "Year" | null;
  intervalCount: number | null;
  /** How long a subscription lasts as a whole, where the provider says that. */
  periodInterval?: "Day" | "Week" | "Month" | "Year" | null;
  periodCount?: number | null;
};
