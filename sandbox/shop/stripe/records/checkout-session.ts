import type Stripe from "stripe";
import type { Merchant } from "../merchant";
import type { Asked, Session } from "../objects";
import { stripeId } from "../stripe-id";
import { newLineItem, type Wanted } from "./line-item";

const nothingAsked: Asked = {
  subscription_metadata: {},
  payment_metadata: {},
  trial_days: null,
  missing_payment_method: null,
  discount: 0,
};

export type GivenSession = Partial<Omit<Session, "asked">> & { asked?: Partial<Asked> };

const day = 86_400;

/** An open checkout with its lines. A recurring price makes it a subscription's. */
export function newSession(merchant: Merchant, wanted: Wanted[], given: GivenSession = {}): Session {
  const { account, now, world } = merchant;
  const id = stripeId(account.livemode ? "cs_live" : "cs_test");
  const asked = { ...nothingAsked, ...given.asked };
  const lines = wanted.map((one) =>
    newLineItem(merchant, id, one, { discount: asked.discount, isTrial: !!asked.trial_days }),
  );
  const subtotal = sum(lines.map((line) => line.amount_subtotal));
  const total = sum(lines.map((line) => line.amount_total));
  const isSubscription = wanted.some(({ price }) => price.recurring);
  const session: Session = {
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: true },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: subtotal,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: null,
    client_reference_id: null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now(),
    currency: lines[0]?.currency ?? "usd",
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: isSubscription ? "always" : "if_required",
    customer_details: null,
    customer_email: null,
    discounts: [],
    expires_at: now() + day,
    integration_identifier: null,
    invoice: null,
    invoice_creation: isSubscription ? null : { enabled: false, invoice_data: noInvoiceData },
    livemode: account.livemode,
    locale: null,
    managed_payments: null,
    metadata: {},
    mode: isSubscription ? "subscription" : "payment",
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: isSubscription ? "always" : "if_required",
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    payment_status: total === 0 ? "no_payment_required" : "unpaid",
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: null,
    subscription: null,
    success_url: null,
    total_details: { amount_discount: subtotal - total, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: `${world.sandboxUrl}/shop/stripe/checkout/${id}`,
    wallet_options: null,
    ...given,
    asked,
  };
  account.sessions.set(id, session);
  return session;
}

const noInvoiceData: Stripe.Checkout.Session.InvoiceCreation.InvoiceData = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: null,
  metadata: {},
  rendering_options: null,
};

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
