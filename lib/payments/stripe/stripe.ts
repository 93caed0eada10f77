import { z } from "zod";
import { GatehouseError } from "@/lib/errors";
import type { Provider } from "@/lib/payments/provider";
import { stripeAmountDigits } from "./amount-digits";
import { findStripeProduct, listStripeProducts } from "./catalog";
import { call, client, findOrNull, stripeApi } from "./client";
import { readStripeEvent } from "./events";
import { findStripeAccount, missingStripeRights, stripeModeOf, stripeRights } from "./key";
import { findStripeSubscription, listStripePage } from "./lists";
import { buyerOf } from "./subscription";
import { verifyStripe } from "./verify";
import { stripeWebhooks } from "./webhooks";

/** Only Connect's events, which concern other people's accounts, have `account`. */
const origin = z.object({
  account: z.string().optional().catch(undefined),
  livemode: z.boolean().optional().catch(undefined),
});

/** Stripe, through its SDK. */
export const stripe: Provider = {
  name: stripeApi.name,
  api: stripeApi,
  amountDigits: stripeAmountDigits,
  about: {
    key: {
      label: "Secret or restricted API key",
      hint: "Stripe → Developers → API keys → Create restricted key. Add Customer portal (Write) if customers should manage their subscriptions.",
      rights: stripeRights,
    },
    webhooks: "Stripe → Developers → Webhooks",
    address: "Stripe's own, unless you use a stand-in.",
    signature: "Stripe-Signature",
    forwarding: {
      tool: "Stripe CLI",
      command: "stripe listen --forward-to",
      secret: "It prints the signing secret (whsec_…) when it starts.",
    },
    choices: ["pausedCollection", "pastDueDays"],
  },
  keyShape: {
    pattern: /^(sk|rk)_(test|live)_\w{6,}$/,
    words:
      "Paste a restricted key (rk_…) or a secret one (sk_…) of one account: a publishable key (pk_…) cannot read anything, and a key of an organization (sk_org_…) stands for several accounts",
  },
  secretShape: { pattern: /^whsec_\w{24,}$/, words: "Paste the signing secret as Stripe shows it: whsec_…" },
  verify: verifyStripe,
  originOf(body) {
    const { account, livemode } = origin.parse(body);
    return { business: account ?? null, mode: livemode === undefined ? null : livemode ? "live" : "test" };
  },
  read: readStripeEvent,
  listProducts: listStripeProducts,
  findProduct: findStripeProduct,
  findSubscription: findStripeSubscription,
  modeOf: stripeModeOf,
  missingRights: missingStripeRights,
  findBusiness: findStripeAccount,
  webhooks: stripeWebhooks,
  lists: ["events", "subscriptions"],
  listPage: listStripePage,

  async findBuyer(access, externalId) {
    if (!externalId.startsWith("cus_")) return null;
    const customer = await findOrNull(() => client(access).customers.retrieve(externalId));
    return customer && !customer.deleted ? buyerOf(customer) : null;
  },

  async startCheckout(access, { productId, priceId }, { checkoutId, returnUrl }) {
    const price = await call(async () => {
      if (priceId) return client(access).prices.retrieve(priceId);
      const product = await client(access).products.retrieve(productId, { expand: ["default_price"] });
      if (product.default_price && typeof product.default_price === "object") return product.default_price;
      const { data } = await client(access).prices.list({ product: productId, active: true, limit: 1 });
      return data[0] ?? null;
    });
    if (!price?.active) throw new GatehouseError("not_found", "This is no longer for sale");
    const metadata = { gatehouse_price: price.id, gatehouse_checkout: checkoutId };
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

  /** Needs the right "Customer portal (Write)", and settings that the merchant has saved once in this mode. */
  async openPortal(access, buyerId, returnUrl) {
    const portal = client(access).billingPortal;
    return (await call(() => portal.sessions.create({ customer: buyerId, return_url: returnUrl }))).url;
  },
};
