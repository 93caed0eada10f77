import type { Buyer, PurchaseEvent } from "@/db/schema";
import type { VerifiedEvent } from "./standard-webhooks";

/** What a payment provider is to us. One folder per provider implements it; nothing else knows their APIs. */
export type Provider = {
  name: string;
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
  /** The buyer behind an event that names them by id only. */
  findBuyer(access: ProviderAccess, externalId: string): Promise<Buyer | null>;
  /**
   * One page of what the provider keeps, newest first, for the events that never reached us. Where this is missing
   * (Stripe so far), an event that the provider has given up on is lost.
   */
  listPage?(access: ProviderAccess, wanted: WantedPage): Promise<ListedPage>;
  /** Tells the provider where to send events; answers the secret they will be signed with. */
  registerWebhook(access: ProviderAccess, url: string): Promise<string>;
  /** A page on which a customer pays. */
  startCheckout(access: ProviderAccess, externalProductId: string, returnUrl: string): Promise<string>;
};

/** What one event says: facts to keep, or nothing for us. */
export type ReadEvent = { facts: PurchaseEvent[] } | { ignored: string };

export type ProviderAccess = { apiKey: string; baseUrl: string | null };

export type ProviderList = "payments" | "refunds" | "subscriptions";

/** `page` counts from 0; `since` null means all there ever was. Of payments and refunds only those that succeeded. */
export type WantedPage = { list: ProviderList; page: number; since: Date | null };

export type ListedPage = { items: Listed[]; isLast: boolean };

/** One thing of a list. Its event is as the provider would have sent it, dated at or before the reading. */
export type Listed = {
  id: string;
  createdAt: Date;
  /** With what the list says; enough to see whether it is news. */
  event: ProviderEvent;
  /** With all there is to say; `gives`: it also says that a subscription gives access from now on. */
  news(gives: boolean): Promise<ProviderEvent>;
};

export type ProviderEvent = { type: string; timestamp: string; data: object };

export type ProviderProduct = {
  externalId: string;
  name: string;
  description: string | null;
  priceAmount: number | null;
  currency: string | null;
  interval: "Day" | "Week" | "Month" | "Year" | null;
  intervalCount: number | null;
};
