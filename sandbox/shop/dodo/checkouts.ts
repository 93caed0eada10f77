import { z } from "zod";
import type { Account, Checkout } from "../accounts";
import { shopId } from "../accounts";
import { sellable } from "../buy";
import { type Shop, stamp } from "../open-shop";
import { found } from "../shop";
import { dodoApi, metadataInput, readBody } from "./api";

const checkoutInput = z.object({
  product_cart: z
    .array(
      z.object({
        product_id: z.string(),
        quantity: z.number().int().min(1),
        amount: z.number().int().min(0).nullish(),
      }),
    )
    .min(1)
    .max(20),
  customer: z
    .union([
      z.object({ customer_id: z.string() }),
      z.object({ email: z.email(), name: z.string().nullish(), phone_number: z.string().nullish() }),
    ])
    .nullish(),
  metadata: metadataInput.nullish(),
  return_url: z.url().nullish(),
  cancel_url: z.url().nullish(),
  subscription_data: z.object({ trial_period_days: z.number().int().min(0).nullish() }).nullish(),
});

export function checkoutRoutes(shop: Shop) {
  const checkouts = dodoApi(shop);
  checkouts.post("/", async (c) => {
    const checkout = openCheckout(shop, c.get("account"), await readBody(c, checkoutInput));
    return c.json({
      session_id: checkout.id,
      checkout_url: `${shop.world.sandboxUrl}/shop/checkout/${checkout.id}`,
      client_secret: null,
      payment_id: null,
      publishable_key: null,
    });
  });
  checkouts.get("/:session_id", (c) => {
    const account = c.get("account");
    const checkout = found(account.checkouts, c.req.param("session_id"));
    const payment = checkout.payment_id ? account.payments.get(checkout.payment_id) : undefined;
    return c.json({
      id: checkout.id,
      created_at: checkout.created_at,
      customer_email: payment?.customer.email ?? null,
      customer_name: payment?.customer.name ?? null,
      payment_id: checkout.payment_id,
      payment_status: payment?.status ?? null,
    });
  });
  return checkouts;
}

export function openCheckout(shop: Shop, account: Account, given: z.infer<typeof checkoutInput>): Checkout {
  for (const line of given.product_cart) sellable(account, line.product_id);
  const customer: Checkout["customer"] = given.customer ?? {};
  if (customer.customer_id) found(account.customers, customer.customer_id);
  const checkout: Checkout = {
    id: shopId("cks"),
    created_at: stamp(shop),
    cart: given.product_cart.map((line) => ({ ...line, amount: line.amount ?? null })),
    customer,
    metadata: given.metadata ?? {},
    trial_period_days: given.subscription_data?.trial_period_days ?? null,
    return_url: given.return_url ?? null,
    cancel_url: given.cancel_url ?? null,
    payment_id: null,
    subscription_id: null,
  };
  account.checkouts.set(checkout.id, checkout);
  shop.changed();
  return checkout;
}
