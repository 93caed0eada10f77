import type { Merchant } from "../merchant";
import type { Customer } from "../objects";
import { stripeId } from "../stripe-id";

export function newCustomer({ account, now }: Merchant, given: Partial<Customer>): Customer {
  const customer: Customer = {
    id: stripeId("cus"),
    object: "customer",
    address: null,
    balance: 0,
    created: now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: stripeId("i").slice(2, 10).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: account.livemode,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
    ...given,
  };
  account.customers.set(customer.id, customer);
  return customer;
}
