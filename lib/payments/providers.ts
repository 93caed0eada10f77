import { dodo } from "./dodo";
import type { Buyer, ReadEvent } from "./purchase-event";
import type { VerifiedEvent } from "./standard-webhooks";
import { stripe } from "./stripe";

/** What a payment provider is to us. One file per provider implements it; nothing else knows their APIs. */
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
  /** Tells the provider where to send events; answers the secret they will be signed with. */
  registerWebhook(access: ProviderAccess, url: string): Promise<string>;
  /** A page on which a customer pays. */
  startCheckout(access: ProviderAccess, externalProductId: string, returnUrl: string): Promise<string>;
};

export type ProviderAccess = { apiKey: string; baseUrl: string | null };

export type ProviderProduct = {
  externalId: string;
  name: string;
  description: string | null;
  priceAmount: number | null;
  currency: string | null;
  interval: "Day" | "Week" | "Month" | "Year" | null;
  intervalCount: number | null;
};

export const providers: Record<"dodo" | "stripe", Provider> = { dodo, stripe };
