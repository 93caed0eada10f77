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
  /** Whose event it is and of which mode, as far as the event says. */
  originOf(body: unknown): { business: string | null; mode: Mode | null };
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
  /** The API's address for each mode, where the merchant has to choose; null here as without: there is no choice. */
  addresses?(): Record<Mode, string> | null;
  /** What a key, or else its address, is for. */
  modeOf(access: ProviderAccess): Mode;
  /**
   * Tries, with real calls, all that is done with a key; answers every right that it lacks, by the provider's own name.
   * Whether it may write is tried by making things and removing them.
   */
  missingRights(access: ProviderAccess, webhook: WebhookTrial | null): Promise<string[]>;
  /** The provider's own name of the merchant; null when it does not tell this key. */
  findBusiness(access: ProviderAccess): Promise<string | null>;
  webhooks: ProviderWebhooks;
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
  /** What the API key is called there, where it is made, and the rights it needs, where a key has some and not others. */
  key: { label: string; hint: string; rights?: readonly KeyRight[] };
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

/** Test and live are different worlds at every provider, with keys, products and customers of their own. */
export type Mode = "test" | "live";

/** What a key must be allowed, as the provider's own pages write it. */
export type KeyRight = { name: string; level: "Read" | "Write" };

/** Where our endpoint is or will be; `id` null: there is none yet. */
export type WebhookTrial = { id: string | null; url: string };

/** The endpoints to which a provider sends its events. */
export type ProviderWebhooks = {
  /** All of the account, whosever they are. */
  list(access: ProviderAccess): Promise<ProviderWebhook[]>;
  /** Throws `invalid`, in words, where the provider takes no more of them, or not at this address. */
  create(access: ProviderAccess, url: string): Promise<{ id: string; secret: string }>;
  /** Lets it send everything that is read here to this address, and switches it on. */
  repair(access: ProviderAccess, webhook: { id: string; url: string }): Promise<void>;
  /** One that is gone already is fine. */
  remove(access: ProviderAccess, id: string): Promise<void>;
};

/** `outdated`: it can only be replaced by a new one. */
export type ProviderWebhook = { id: string; url: string; state: "right" | "repairable" | "outdated" };

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
  /** Where the provider says that it no longer sells it. */
  archived?: boolean;
  prices: ProviderPrice[];
  priceAmount: number | null;
  currency: string | null;
  interval: "Day" | "Week" | "Month" | "Year" | null;
  intervalCount: number | null;
  /** How long a subscription lasts as a whole, where the provider says that. */
  periodInterval?: "Day" | "Week" | "Month" | "Year" | null;
  periodCount?: number | null;
};
