import Stripe from "stripe";
import { z } from "zod";
import { GatehouseError } from "@/lib/errors";
import type { Provider } from "@/lib/payments/provider";
import { stripeAmountDigits } from "./amount-digits";
import { findStripeProduct, listStripeProducts } from "./catalog";
import { call, client, findOrNull } from "./client";
import { readStripeEvent } from "./events";
import { findStripeSubscription, heardEvents, listStripePage } from "./lists";
import { buyerOf } from "./subscription";
import { verifyStripe } from "./verify";

/** Stripe, through its SDK. */
export const stripe: Provider = {
  name: "Stripe",
  amountDigits: stripeAmountDigits,
  about: {
    key: {
      label: "Secret or restricted API key",
      hint: "Stripe → Developers → API keys: a restricted key that reads products and writes webhooks is enough.",
    },
    webhooks: "Stripe → Developers → Webhooks",
    address: "Stripe's own, unless something stands in for it.",
    signature: "Stripe-Signature",
    choices: ["pausedCollection", "pastDueDays"],
  },
  keyShape: {
    pattern: /^(sk|rk)_\w{6,}$/,
    words: "Paste a secret key (sk_…) or a restricted one (rk_…); a publishable key cannot read anything",
  },
  secretShape: { pattern: /^whsec_\w{24,}$/, words: "Paste the signing secret as Stripe shows it: whsec_…" },
  verify: verifyStripe,
  businessOf: (body) => z.object({ account: z.string() }).safeParse(body).data?.account ?? null,
  read: readStripeEvent,
  listProducts: listStripeProducts,
  findProduct: findStripeProduct,
  findSubscription: findStripeSubscription,
  lists: ["events", "subscriptions"],
  listPage: listStripePage,

  async findBuyer(access, externalId) {
    if (!externalId.startsWith("cus_")) return null;
    const customer = await findOrNull(() => client(access).customers.retrieve(externalId));
    return customer && !customer.deleted ? buyerOf(customer) : null;
  },

  async registerWebhook(access, url) {
    const { secret } = await call(() =>
      client(access).webhookEndpoints.create({
        url,
        enabled_events: [...heardEvents],
        // Without it events come in the account's own version, which may be years old.
        api_version: Stripe.API_VERSION as Stripe.WebhookEndpointCreateParams.ApiVersion,
        description: "Gatehouse: Discord access",
      }),
    );
    if (!secret) throw new GatehouseError("unavailable", "Stripe gave no signing secret");
    return secret;
  },

  async startCheckout(access, { productId, priceId }, returnUrl) {
    const price = await call(async () => {
      if (priceId) return client(access).prices.retrieve(priceId);
      const product = await client(access).products.retrieve(productId, { expand: ["default_price"] });
      if (product.default_price && typeof product.default_price === "object") return product.default_price;
      const { data } = await client(access).prices.list({ product: productId, active: true, limit: 1 });
      return data[0] ?? null;
    });
    if (!price?.active) throw new GatehouseError("not_found", "This is no longer for sale");
    const metadata = { gatehouse_price: price.id };
    const { url } = await call(() =>
      client(access).checkout.sessions.create({
        mode: price.recurring ? "subscription" : "payment",
        line_items: [{ price: price.id, quantity: 1 }],
        metadata,
        success_url: returnUrl,
        allow_promotion_codes: true,
        ...(price.recurring ? { subscription_data: { metadata } } : { customer_creation: "always" as const }),
      }),
    );
    if (!url) throw new GatehouseError("unavailable", "Stripe opened no checkout page");
    return url;
  },
};
