import Stripe from "stripe";
import { z } from "zod";
import { GatehouseError, RetryLater } from "@/lib/errors";
import type { Provider, ProviderAccess, ProviderProduct } from "@/lib/payments/provider";
import { readStripeEvent } from "./events";

const handled: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "customer.subscription.created",
  "customer.subscription.updated",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "charge.refunded",
  "charge.dispute.created",
  "charge.dispute.closed",
];

/** Stripe, through its SDK. A product here is a Stripe price: that is what a customer buys. */
export const stripe: Provider = {
  name: "Stripe",

  verify(raw, headers, secrets) {
    const signature = headers.get("stripe-signature");
    if (!signature) throw new GatehouseError("bad_request", "The header stripe-signature is missing");
    const text = Buffer.from(raw).toString("utf8");
    if (!secrets.some((secret) => verifies(text, signature, secret)))
      throw new GatehouseError("unauthorized", "The signature does not match");
    const body: unknown = JSON.parse(text);
    const { data: named } = event.safeParse(body);
    if (!named) throw new GatehouseError("bad_request", "The body is no event");
    return { ...named, body, text };
  },
  businessOf: (body) => z.object({ account: z.string() }).safeParse(body).data?.account ?? null,
  read: readStripeEvent,

  async listProducts(access) {
    const products: ProviderProduct[] = [];
    try {
      for await (const price of client(access).prices.list({
        active: true,
        limit: 100,
        expand: ["data.product"],
      }))
        products.push(readPrice(price));
    } catch (error) {
      throw sorted(error);
    }
    return products;
  },

  async findProduct(access, externalId) {
    try {
      return readPrice(await client(access).prices.retrieve(externalId, { expand: ["product"] }));
    } catch (error) {
      if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
      throw sorted(error);
    }
  },

  async findBuyer(access, externalId) {
    try {
      const customer = await client(access).customers.retrieve(externalId);
      if (customer.deleted || !customer.email) return null;
      return {
        externalId,
        email: customer.email,
        name: customer.name ?? "",
        phoneNumber: customer.phone ?? null,
      };
    } catch (error) {
      throw sorted(error);
    }
  },

  // No listPage yet: what Stripe gave up sending (after three days) is not asked for.

  async registerWebhook(access, url) {
    try {
      const { secret } = await client(access).webhookEndpoints.create({ url, enabled_events: handled });
      if (!secret) throw new GatehouseError("unavailable", "Stripe gave no signing secret");
      return secret;
    } catch (error) {
      throw sorted(error);
    }
  },

  async startCheckout(access, externalProductId, returnUrl) {
    try {
      const price = await client(access).prices.retrieve(externalProductId);
      const { url } = await client(access).checkout.sessions.create({
        mode: price.recurring ? "subscription" : "payment",
        line_items: [{ price: externalProductId, quantity: 1 }],
        // The price is how a one-time sale is recognised when its event arrives.
        metadata: { gatehouse_price: externalProductId },
        success_url: returnUrl,
        ...(!price.recurring && { customer_creation: "always" as const }),
      });
      if (!url) throw new GatehouseError("unavailable", "Stripe opened no checkout page");
      return url;
    } catch (error) {
      throw sorted(error);
    }
  },
};

function client({ apiKey, baseUrl }: ProviderAccess): Stripe {
  const at = baseUrl ? new URL(baseUrl) : null;
  return new Stripe(apiKey, {
    timeout: 20_000,
    ...(at && {
      host: at.hostname,
      port: at.port || "443",
      protocol: at.protocol === "http:" ? "http" : "https",
    }),
  });
}

const event = z.object({
  id: z.string().regex(/^\w{1,128}$/),
  type: z.string().regex(/^[\w.]{1,100}$/),
});

function verifies(text: string, signature: string, secret: string): boolean {
  try {
    Stripe.webhooks.constructEvent(text, signature, secret);
    return true;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeSignatureVerificationError))
      throw new GatehouseError("bad_request", "The body is not JSON");
    if (/tolerance/i.test(error.message))
      throw new GatehouseError("bad_request", "The timestamp is too old or too new");
    return false;
  }
}

function sorted(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  if (
    error instanceof Stripe.errors.StripeAuthenticationError ||
    error instanceof Stripe.errors.StripePermissionError
  )
    return new GatehouseError("invalid", "Stripe refuses this API key");
  const away = !error.statusCode || error.statusCode === 429 || error.statusCode >= 500;
  return away
    ? new RetryLater(30, `Stripe: ${error.message}`)
    : new GatehouseError("invalid", `Stripe answered: ${error.message}`);
}

const intervals: Record<string, ProviderProduct["interval"]> = {
  day: "Day",
  week: "Week",
  month: "Month",
  year: "Year",
};

function readPrice(price: Stripe.Price): ProviderProduct {
  const product = typeof price.product === "object" && !price.product.deleted ? price.product : null;
  const name = [product?.name, price.nickname].filter(Boolean).join(", ") || "Unnamed product";
  return {
    externalId: price.id,
    name,
    description: product?.description ?? null,
    priceAmount: price.unit_amount,
    currency: price.currency.toUpperCase(),
    interval: price.recurring ? (intervals[price.recurring.interval] ?? null) : null,
    intervalCount: price.recurring?.interval_count ?? null,
  };
}
