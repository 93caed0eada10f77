import Stripe from "stripe";
import { env } from "@/lib/env";
import type { KeyRight, Mode, ProviderAccess, WebhookTrial } from "@/lib/payments/provider";
import { allowedOrNull, client, findOrNull } from "./client";
import { stripeWebhooks } from "./webhooks";

type Trial = (stripe: Stripe) => Promise<unknown>;

/** What we read, as named on Stripe's page for restricted keys, with calls that need each right. */
const reads: Record<string, Trial[]> = {
  Products: [(stripe) => stripe.products.list({ limit: 1 })],
  Prices: [(stripe) => stripe.prices.list({ limit: 1 })],
  Customers: [(stripe) => stripe.customers.list({ limit: 1 })],
  Subscriptions: [(stripe) => stripe.subscriptions.list({ limit: 1 })],
  Invoices: [
    (stripe) => stripe.invoices.list({ limit: 1 }),
    (stripe) => stripe.invoicePayments.list({ limit: 1 }),
  ],
  PaymentIntents: [(stripe) => stripe.paymentIntents.list({ limit: 1 })],
  "Charges and Refunds": [
    (stripe) => stripe.charges.list({ limit: 1 }),
    (stripe) => stripe.refunds.list({ limit: 1 }),
  ],
  Disputes: [(stripe) => stripe.disputes.list({ limit: 1 })],
  Events: [(stripe) => stripe.events.list({ limit: 1 })],
};
const checkout = "Checkout Sessions";
const endpoints = "Webhook Endpoints";

export const stripeRights: readonly KeyRight[] = [
  ...Object.keys(reads).map((name) => ({ name, level: "Read" as const })),
  { name: checkout, level: "Write" },
  { name: endpoints, level: "Write" },
];

/** `keyShape` only accepts keys that name their mode. */
export function stripeModeOf({ apiKey }: Pick<ProviderAccess, "apiKey">): Mode {
  return /^(sk|rk)_live_/.test(apiKey) ? "live" : "test";
}

export async function missingStripeRights(
  access: ProviderAccess,
  webhook: WebhookTrial | null,
): Promise<string[]> {
  const all: [right: string, trial: () => Promise<unknown>][] = [
    ...Object.entries(reads).flatMap(([name, trials]) =>
      trials.map((trial): (typeof all)[number] => [`${name} (Read)`, () => trial(client(access))]),
    ),
    [`${checkout} (Write)`, () => tryCheckout(client(access))],
  ];
  if (webhook) all.push([`${endpoints} (Write)`, () => tryEndpoint(access, webhook)]);
  const missing = await Promise.all(
    all.map(async ([right, trial]) => ((await isAllowed(trial)) ? [] : [right])),
  );
  return [...new Set(missing.flat())];
}

/** Stripe checks the right first, so a call that it refuses for another reason shows that the key has the right. */
async function isAllowed(trial: () => Promise<unknown>): Promise<boolean> {
  const answer = await allowedOrNull(async () => {
    try {
      await trial();
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    }
    return true;
  });
  return answer ?? false;
}

/** Opens a checkout and expires it. Without a price to sell, the error still shows whether the key has the right. */
async function tryCheckout(stripe: Stripe): Promise<void> {
  const prices = await allowedOrNull(() => stripe.prices.list({ active: true, limit: 100 }));
  const price = prices?.data.find(isPlain);
  const { id } = await stripe.checkout.sessions.create({
    mode: price?.recurring ? "subscription" : "payment",
    line_items: [{ price: price?.id ?? "price_of_nothing", quantity: 1 }],
    success_url: env().APP_URL,
  });
  await stripe.checkout.sessions.expire(id);
}

function isPlain({ custom_unit_amount, recurring }: Stripe.Price): boolean {
  return !custom_unit_amount && recurring?.usage_type !== "metered";
}

/** Updates our endpoint unchanged, or creates one and removes it. */
async function tryEndpoint(access: ProviderAccess, { id, url }: WebhookTrial): Promise<void> {
  const stripe = client(access);
  if (id && (await findOrNull(() => stripe.webhookEndpoints.update(id, { url })))) return;
  const made = await stripeWebhooks.create(access, url);
  await stripeWebhooks.remove(access, made.id);
}

export async function findStripeAccount(access: ProviderAccess): Promise<string | null> {
  const account = await allowedOrNull(() => findOrNull(() => client(access).accounts.retrieveCurrent()));
  return account?.id ?? null;
}
