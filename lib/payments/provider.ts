import type { Buyer, Policy, PurchaseEvent, SubscriptionSeen } from "@/db/schema";
import type { PriceTerms } from "@/lib/price-terms";
import type { ProviderApi } from "./provider-api";
import type { VerifiedEvent } from "./standard-webhooks";

/** What we need from a payment provider. One folder per provider implements it; nothing else knows their APIs. */
export type Provider = {
  name: string;
  api: ProviderApi;
  about: AboutProvider;
  /** What an API key and a signing secret look like. Anything else is refused with these words, without a call. */
  keyShape: WrittenAs;
  secretShape: WrittenAs;
  /** Decimals of its amounts, for currencies where it differs from ISO 4217. */
  amountDigits?: Readonly<Record<string, number>>;
  /** Verifies a webhook request that arrived `now`; throws `bad_request` or `unauthorized`. */
  verify(raw: Uint8Array, headers: Headers, secrets: string[], now: Date): VerifiedEvent;
  /** Which business and mode the event is from, as far as it says. */
  originOf(body: unknown): { business: string | null; mode: Mode | null };
  /** Facts in an event; throws a ZodError if a known type has an unexpected shape. */
  read(body: unknown): ReadEvent;
  /** Every product the merchant sells there. Throws `invalid` for a wrong key, `RetryLater` if the provider is down. */
  listProducts(access: ProviderAccess): Promise<ProviderProduct[]>;
  /** Null if the provider doesn't have the product. */
  findProduct(access: ProviderAccess, externalId: string): Promise<ProviderProduct | null>;
  /** The buyer with this id, for events that contain nothing else; null if the provider has no address for them. */
  findBuyer(access: ProviderAccess, externalId: string): Promise<Buyer | null>;
  /**
   * The subscription as it is now, dated at or before the time of the call. For providers whose times are too
   * coarse to tell which of two events is newer.
   */
  findSubscription?(access: ProviderAccess, subscriptionId: string): Promise<SubscriptionSeen | null>;
  /** The lists to read for events that never reached us, in this order. */
  lists: readonly ProviderList[];
  /** One page of such a list, newest first. */
  listPage(access: ProviderAccess, wanted: WantedPage): Promise<ListedPage>;
  /** The API's address for each mode, if the merchant has to choose; null or absent if there is no choice. */
  addresses?(): Record<Mode, string> | null;
  /** The mode of a key, by the key itself or its address. */
  modeOf(access: ProviderAccess): Mode;
  /**
   * Tests with real calls everything that we do with a key, and returns the rights that it lacks, by the provider's own
   * names. Write access is tested by creating objects and removing them.
   */
  missingRights(access: ProviderAccess, webhook: WebhookTrial | null): Promise<string[]>;
  /** The provider's id of the merchant; null if this key can't read it. */
  findBusiness(access: ProviderAccess): Promise<string | null>;
  webhooks: ProviderWebhooks;
  /** The address of a page where the customer pays. */
  startCheckout(
    access: ProviderAccess,
    bought: { productId: string; priceId: string | null },
    checkout: StartedCheckout,
  ): Promise<string>;
  /**
   * The address of the provider's own page where this buyer changes and cancels what they pay for, and comes back from
   * to `returnUrl`. Absent where the provider has no such page.
   */
  openPortal?(access: ProviderAccess, buyerId: string, returnUrl: string): Promise<string>;
};

/**
 * `checkoutId` goes along as `gatehouse_checkout` in the metadata of whatever is paid, and comes back with its events.
 * `returnUrl` is where the buyer comes back to, where the provider lets us say.
 */
type StartedCheckout = { checkoutId: string; returnUrl: string };

type WrittenAs = { pattern: RegExp; words: string };

/** What forms and help say about a provider: plain data that a page can send to the browser. */
export type AboutProvider = {
  /** What the API key is called, where to create it, and the rights that it needs, if keys have separate rights. */
  key: { label: string; hint: string; rights?: readonly KeyRight[] };
  /** Where a merchant creates a webhook by hand and finds its signing secret. */
  webhooks: string;
  /** When to use another API address than the default. */
  address: string;
  /** How its webhooks are signed. */
  signature: string;
  /** The provider's own tool that forwards events to a machine that it can't reach; null if it has none. */
  forwarding: Forwarding | null;
  /** Which settings of the connection's policy apply to this provider. */
  choices: readonly (keyof Policy)[];
};

/** `command` takes the webhook URL as its last word. `secret`: where the signing secret of what it forwards is found. */
type Forwarding = { tool: string; command: string; secret: string };

/** What one event says. */
export type ReadEvent =
  | {
      facts: PurchaseEvent[];
      /** What the event only refers to, and has to be fetched from the provider. */
      lookUp?: LookUp;
    }
  | {
      /** Why there is nothing to do, in words for the merchant. */
      ignored: string;
      /** The list of products changed, so it is read again. */
      catalogChanged?: true;
      /** A payment for a sale that another event describes, and what to say until that event arrives. */
      money?: { paymentId: string; unexplained: string };
    }
  /** The event matters but can't be read: what the merchant has to change at the provider. */
  | { unreadable: string };

export type LookUp = {
  /** Look up only if this payment is unknown; null: always. */
  unlessKnown: { paymentId: string } | null;
  ask: (access: ProviderAccess) => Promise<PurchaseEvent[]>;
};

/** Every provider keeps test and live apart, with separate keys, products and customers. */
export type Mode = "test" | "live";

/** A right that a key needs, as named on the provider's own pages. */
export type KeyRight = { name: string; level: "Read" | "Write" };

/** Where our endpoint is or will be; `id` is null if there is none yet. */
export type WebhookTrial = { id: string | null; url: string };

/** The endpoints to which a provider sends its events. */
export type ProviderWebhooks = {
  /** All endpoints of the account, ours or not. */
  list(access: ProviderAccess): Promise<ProviderWebhook[]>;
  /** Throws `invalid` if the provider accepts no more endpoints, or not this address. */
  create(access: ProviderAccess, url: string): Promise<{ id: string; secret: string }>;
  /** Subscribes it to every event that we read, sets its address and enables it. */
  repair(access: ProviderAccess, webhook: { id: string; url: string }): Promise<void>;
  /** It's fine if it is already gone. */
  remove(access: ProviderAccess, id: string): Promise<void>;
};

/** `outdated` endpoints can't be repaired, only replaced. */
export type ProviderWebhook = { id: string; url: string; state: "right" | "repairable" | "outdated" };

export type ProviderAccess = { apiKey: string; baseUrl: string | null };

export type ProviderList = "payments" | "refunds" | "subscriptions" | "disputes" | "events";

/**
 * `cursor` is the `next` of the previous page, or null for the first. `since` null means no limit. Only successful
 * payments and refunds are listed.
 */
export type WantedPage = { list: ProviderList; cursor: string | null; since: Date | null };

export type ListedPage = { items: Listed[]; next: string | null };

/** One item of a list. Its event is as the provider would have sent it, dated at or before the time of the call. */
export type Listed = {
  id: string;
  createdAt: Date;
  /** What the list says: enough to see whether we missed something. */
  event: ProviderEvent;
  /** Set in a list of events: the id that its webhook carried. */
  eventId?: string;
  /** The complete event, which also says what began with it. */
  complete(begins: Beginning | null): Promise<ProviderEvent>;
};

/** A subscription gives access, which it didn't before; or it was giving access, and is now on another plan. */
export type Beginning = "access" | "plan";

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

/** A product with its default price, and `prices` if the provider has several, each with an id. */
export type ProviderProduct = {
  externalId: string;
  name: string;
  description: string | null;
  taxCategory: string | null;
  /** The provider says that the product is no longer for sale. */
  archived?: boolean;
  prices: ProviderPrice[];
  priceAmount: number | null;
  currency: string | null;
  interval: "Day" | "Week" | "Month" | "Year" | null;
  intervalCount: number | null;
  /** How long a subscription lasts in total, if the provider says so. */
  periodInterval?: "Day" | "Week" | "Month" | "Year" | null;
  periodCount?: number | null;
  priceTerms?: PriceTerms;
};
