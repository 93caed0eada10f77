import type { Merchant } from "../merchant";
import type { PaymentLink } from "../objects";
import { stripeId } from "../stripe-id";
import { newLineItem, type Wanted } from "./line-item";

export function newPaymentLink(
  merchant: Merchant,
  wanted: Wanted[],
  given: Partial<PaymentLink> = {},
): PaymentLink {
  const { account, world } = merchant;
  const id = stripeId("plink");
  const link: PaymentLink = {
    id,
    object: "payment_link",
    active: true,
    after_completion: { hosted_confirmation: { custom_message: null }, type: "hosted_confirmation" },
    allow_promotion_codes: false,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null },
    billing_address_collection: "auto",
    consent_collection: null,
    currency: wanted[0]?.price.currency ?? "usd",
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer_creation: "if_required",
    inactive_message: null,
    invoice_creation: null,
    livemode: account.livemode,
    managed_payments: null,
    metadata: {},
    on_behalf_of: null,
    payment_intent_data: null,
    payment_method_collection: "always",
    payment_method_options: null,
    payment_method_types: null,
    phone_number_collection: { enabled: false },
    restrictions: { completed_sessions: { count: 0, limit: 0 } },
    shipping_address_collection: null,
    shipping_options: [],
    submit_type: "auto",
    subscription_data: null,
    tax_id_collection: { enabled: false, required: "never" },
    transfer_data: null,
    url: `${world.sandboxUrl}/shop/stripe/link/${id}`,
    ...given,
  };
  for (const one of wanted) newLineItem(merchant, id, one, { discount: 0, isTrial: false });
  account.paymentLinks.set(id, link);
  return link;
}
