import { z } from "zod";
import { GatehouseError } from "@/lib/errors";
import type { Provider } from "@/lib/payments/provider";
import { findPaddleProduct, listPaddleProducts } from "./catalog";
import { find, paddleApi, post } from "./client";
import { readPaddleEvent } from "./events";
import { missingPaddleRights, paddleModeOf, paddleRights } from "./key";
import { findPaddleSubscription, listPaddlePage } from "./lists";
import { buyerOf, customerShape } from "./sales";
import { verifyPaddle } from "./verify";
import { paddleWebhooks } from "./webhooks";

/** Paddle Billing. Paddle Classic, its predecessor, has a different API. */
export const paddle: Provider = {
  name: paddleApi.name,
  api: paddleApi,
  about: {
    key: {
      label: "API key",
      hint: "Paddle → Developer tools → Authentication.",
      rights: paddleRights,
    },
    webhooks: "Paddle → Developer tools → Notifications",
    address: "Paddle's own, unless you use a stand-in. A sandbox key says so itself.",
    signature: "Paddle-Signature",
    forwarding: null,
    choices: ["pastDueDays"],
  },
  keyShape: {
    pattern: /^(pdl_(live|sdbx)_apikey_\w{20,}|[0-9a-f]{50})$/,
    words:
      "Paste an API key (pdl_live_apikey_… or pdl_sdbx_apikey_…); a client-side token cannot read anything",
  },
  secretShape: {
    pattern: /^pdl_ntfset_[\w+/=-]{24,}$/,
    words: "Paste the secret key of the notification destination: pdl_ntfset_…",
  },
  verify: verifyPaddle,
  // Paddle's events name neither an account nor a mode.
  originOf: () => ({ business: null, mode: null }),
  modeOf: paddleModeOf,
  missingRights: missingPaddleRights,
  findBusiness: async () => null,
  webhooks: paddleWebhooks,
  read: readPaddleEvent,
  listProducts: listPaddleProducts,
  findProduct: findPaddleProduct,
  findSubscription: findPaddleSubscription,
  lists: ["events", "subscriptions"],
  listPage: listPaddlePage,

  async findBuyer(access, externalId) {
    const found = externalId ? await find(access, `/customers/${encodeURIComponent(externalId)}`) : null;
    return found && buyerOf(customerShape.parse(found.data));
  },

  /** Opens on the page that the merchant set as default payment link, which is also where the buyer comes back to. */
  async startCheckout(access, { productId, priceId }) {
    const product = priceId ? null : await findPaddleProduct(access, productId);
    const price = priceId ?? product?.prices.find(({ archived }) => !archived)?.externalId;
    if (!price) throw new GatehouseError("not_found", "This is no longer for sale");
    const made = await post(access, "/transactions", { items: [{ price_id: price, quantity: 1 }] });
    const url = z.object({ checkout: z.object({ url: z.string().nullish() }).nullish() }).parse(made)
      .checkout?.url;
    if (!url)
      throw new GatehouseError("unavailable", "Paddle has no default payment link to open a checkout on");
    return url;
  },
};
