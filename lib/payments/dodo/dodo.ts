import type DodoPayments from "dodopayments";
import { NotFoundError } from "dodopayments";
import { GatehouseError } from "@/lib/errors";
import type { Provider, ProviderProduct } from "@/lib/payments/provider";
import { readList } from "@/lib/payments/read-list";
import { verifyStandardWebhook } from "@/lib/payments/standard-webhooks";
import { priceTerms } from "@/lib/price-terms";
import { call, client, dodoApi, sorted } from "./client";
import { readDodoBusiness, readDodoEvent } from "./events";
import { dodoAddresses, dodoModeOf, findDodoBusiness, missingDodoRights, writeAccess } from "./key";
import { listDodoPage } from "./lists";
import { dodoWebhooks } from "./webhooks";

const pageSize = 100;

/** Dodo Payments, through its published SDK. The sandbox's shop uses the same protocol. */
export const dodo: Provider = {
  name: dodoApi.name,
  api: dodoApi,
  about: {
    key: {
      label: "API key",
      hint: `Dodo Payments → Developer → API Keys → Add API Key, with “${writeAccess}” ticked.`,
    },
    webhooks: "Dodo Payments → Developer → Webhooks",
    address: "Only if you reach Dodo Payments at another address.",
    signature: "Standard Webhooks",
    forwarding: {
      tool: "Dodo Payments CLI",
      command: "dodo wh listen",
      secret: "The secret is with the webhook that it adds, under Dodo Payments → Developer → Webhooks.",
    },
    choices: ["pastDueDays"],
  },
  keyShape: {
    pattern: /^(?!whsec_)\S{8,}$/,
    words: "Paste the whole API key, without spaces; whsec_… is the signing secret of a webhook",
  },
  secretShape: {
    pattern: /^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/,
    words: "Paste the signing secret as Dodo Payments shows it: whsec_ and letters, digits, + and /",
  },
  verify: verifyStandardWebhook,
  originOf: (body) => ({ business: readDodoBusiness(body), mode: null }),
  read: readDodoEvent,

  async listProducts(access) {
    return readList(dodoApi, "products", async (cursor) => {
      // We count pages ourselves: the SDK's iterator skips a page, because the server counts from 0.
      const page = Number(cursor ?? 0);
      const { items } = await call(() =>
        client(access).products.list({ page_number: page, page_size: pageSize }),
      );
      return { items: items.map(readProduct), next: items.length < pageSize ? null : String(page + 1) };
    });
  },

  async findProduct(access, externalId) {
    try {
      return readProduct(await client(access).products.retrieve(externalId));
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw sorted(error);
    }
  },

  async findBuyer(access, externalId) {
    const { email, name, phone_number } = await call(() => client(access).customers.retrieve(externalId));
    return { externalId, email, name, phoneNumber: phone_number ?? null };
  },

  addresses: dodoAddresses,
  modeOf: dodoModeOf,
  missingRights: missingDodoRights,
  findBusiness: findDodoBusiness,
  webhooks: dodoWebhooks,
  lists: ["payments", "refunds", "subscriptions", "disputes"],
  listPage: listDodoPage,

  async startCheckout(access, { productId }, { checkoutId, returnUrl }) {
    const session = await call(() =>
      client(access).checkoutSessions.create({
        product_cart: [{ product_id: productId, quantity: 1 }],
        return_url: returnUrl,
        metadata: { gatehouse_checkout: checkoutId },
      }),
    );
    if (!session.checkout_url)
      throw new GatehouseError("unavailable", "The payment provider opened no checkout page");
    return session.checkout_url;
  },

  async openPortal(access, buyerId, returnUrl) {
    const customers = client(access).customers;
    return (await call(() => customers.customerPortal.create(buyerId, { return_url: returnUrl }))).link;
  },
};

type Listed = Awaited<ReturnType<DodoPayments["products"]["list"]>>["items"][number];
type Retrieved = Awaited<ReturnType<DodoPayments["products"]["retrieve"]>>;

function readProduct(product: Listed | Retrieved): ProviderProduct {
  const detail = "price_detail" in product ? product.price_detail : null;
  const price = typeof product.price === "object" ? product.price : detail;
  const recurring = price && price.type === "recurring_price" ? price : null;
  return {
    externalId: product.product_id,
    name: product.name ?? "Unnamed product",
    description: product.description ?? null,
    priceAmount:
      price && "price" in price ? price.price : typeof product.price === "number" ? product.price : null,
    currency: price?.currency ?? ("currency" in product ? (product.currency ?? null) : null),
    interval: recurring?.payment_frequency_interval ?? null,
    intervalCount: recurring?.payment_frequency_count ?? null,
    periodInterval: recurring?.subscription_period_interval ?? null,
    periodCount: recurring?.subscription_period_count ?? null,
    priceTerms: priceTerms.safeParse(price).data ?? {},
    taxCategory: product.tax_category ?? null,
    prices: [],
  };
}
