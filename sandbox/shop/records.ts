import type DodoPayments from "dodopayments";
import { type Account, type Endpoint, type ShopProduct, type ShopSubscription, shopId } from "./accounts";
import { type Shop, stamp } from "./open-shop";

/** New objects of the provider, with every field that its published types require. */

type GivenProduct = Pick<DodoPayments.Product, "price"> &
  Partial<Pick<DodoPayments.Product, "product_id" | "name" | "description" | "tax_category" | "metadata">>;

export function newProduct(shop: Shop, account: Account, given: GivenProduct): ShopProduct {
  const product = blankProduct(account, given, stamp(shop));
  account.products.set(product.product_id, product);
  return product;
}

export function blankProduct(account: Account, given: GivenProduct, now: string): ShopProduct {
  return {
    product_id: given.product_id ?? shopId("pdt"),
    business_id: account.business_id,
    brand_id: account.brand_id,
    name: given.name ?? null,
    description: given.description ?? null,
    price: given.price,
    is_recurring: given.price.type !== "one_time_price",
    tax_category: given.tax_category ?? "saas",
    metadata: given.metadata ?? {},
    entitlements: [],
    credit_entitlements: [],
    license_key_enabled: false,
    image: null,
    addons: null,
    created_at: now,
    updated_at: now,
    archived: false,
  };
}

export function newCustomer(
  shop: Shop,
  account: Account,
  given: { email: string; name: string; phone_number?: string | null; metadata?: DodoPayments.Metadata },
): DodoPayments.Customer {
  const customer: DodoPayments.Customer = {
    customer_id: shopId("cus"),
    business_id: account.business_id,
    email: given.email,
    name: given.name,
    phone_number: given.phone_number ?? null,
    metadata: given.metadata ?? {},
    blocked_at: null,
    blocklist_entry_id: null,
    created_at: stamp(shop),
  };
  account.customers.set(customer.customer_id, customer);
  return customer;
}

export function limited(customer: DodoPayments.Customer): DodoPayments.CustomerLimitedDetails {
  const { customer_id, email, name, phone_number = null, metadata = {} } = customer;
  return { customer_id, email, name, phone_number, metadata };
}

export function newSubscription(
  shop: Shop,
  account: Account,
  given: {
    product: ShopProduct;
    quantity: number;
    amount: number | null;
    customer: DodoPayments.Customer;
    metadata: DodoPayments.Metadata;
    trialDays: number;
  },
): ShopSubscription {
  const now = new Date(shop.world.now());
  const { price } = given.product;
  const period = billingPeriod(price);
  const trialEnd = new Date(now.getTime() + given.trialDays * 86_400_000);
  const subscription: ShopSubscription = {
    subscription_id: shopId("sub"),
    brand_id: account.brand_id,
    product_id: given.product.product_id,
    quantity: given.quantity,
    addons: [],
    status: "active",
    customer: limited(given.customer),
    billing: noAddress,
    metadata: given.metadata,
    currency: price.currency,
    recurring_pre_tax_amount: given.amount ?? unitAmount(price) * given.quantity,
    tax_inclusive: price.tax_inclusive ?? false,
    has_payment_method: true,
    on_demand: false,
    payment_frequency_count: period.count,
    payment_frequency_interval: period.interval,
    subscription_period_count: price.type === "one_time_price" ? 10 : price.subscription_period_count,
    subscription_period_interval:
      price.type === "one_time_price" ? "Year" : price.subscription_period_interval,
    trial_period_days: given.trialDays,
    previous_billing_date: now.toISOString(),
    next_billing_date: (given.trialDays > 0 ? trialEnd : addPeriod(now, period)).toISOString(),
    cancel_at_next_billing_date: false,
    cancelled_at: null,
    cancellation_comment: null,
    cancellation_feedback: null,
    paused_at: null,
    past_due_ends_at: null,
    expires_at: null,
    scheduled_change: null,
    credit_entitlement_cart: [],
    meter_credit_entitlement_cart: [],
    meters: [],
    discounts: [],
    discount_id: null,
    discount_cycles_remaining: null,
    custom_field_responses: null,
    customer_business_name: null,
    payment_method_id: null,
    tax_id: null,
    created_at: stamp(shop),
  };
  const { subscription_period_count: count, subscription_period_interval: interval } = subscription;
  subscription.expires_at = addPeriod(now, { count, interval }).toISOString();
  account.subscriptions.set(subscription.subscription_id, subscription);
  return subscription;
}

export function newPayment(
  shop: Shop,
  account: Account,
  given: {
    customer: DodoPayments.CustomerLimitedDetails;
    amount: number;
    currency: DodoPayments.Currency;
    metadata: DodoPayments.Metadata;
    status: "succeeded" | "failed";
    cart?: DodoPayments.Payment.ProductCart[];
    subscriptionIds?: string[];
    checkoutId?: string | null;
  },
): DodoPayments.Payment {
  const now = stamp(shop);
  const subscriptionIds = given.subscriptionIds ?? [];
  const failed = given.status === "failed";
  const payment: DodoPayments.Payment = {
    payment_id: shopId("pay"),
    business_id: account.business_id,
    brand_id: account.brand_id,
    status: given.status,
    total_amount: given.amount,
    currency: given.currency,
    settlement_amount: given.amount,
    settlement_currency: given.currency,
    settlement_tax: 0,
    tax: 0,
    customer: given.customer,
    billing: noAddress,
    metadata: given.metadata,
    product_cart: given.cart?.length ? given.cart : null,
    subscription_id: subscriptionIds.length === 1 ? (subscriptionIds[0] ?? null) : null,
    subscription_ids: subscriptionIds,
    is_multi_subscription: subscriptionIds.length > 1,
    is_update_payment_method: false,
    checkout_session_id: given.checkoutId ?? null,
    digital_products_delivered: false,
    refund_status: null,
    refunds: [],
    disputes: [],
    discount_id: null,
    discounts: [],
    payment_provider: "dodo",
    payment_method: "card",
    payment_method_type: null,
    payment_method_id: null,
    payment_link: null,
    card_holder_name: given.customer.name,
    card_issuing_country: "US",
    card_last_four: failed ? "0002" : "4242",
    card_network: "VISA",
    card_type: "CREDIT",
    custom_field_responses: null,
    error_code: failed ? "CARD_DECLINED" : null,
    error_message: failed ? "The card was declined." : null,
    invoice_id: null,
    invoice_url: null,
    retry_attempt: 0,
    created_at: now,
    updated_at: now,
  };
  account.payments.set(payment.payment_id, payment);
  return payment;
}

export function newEndpoint(
  shop: Shop,
  account: Account,
  given: Pick<Endpoint, "url" | "secret"> & Partial<Endpoint>,
): Endpoint {
  const now = stamp(shop);
  const endpoint: Endpoint = {
    id: shopId("whk"),
    description: "",
    metadata: {},
    disabled: false,
    filter_types: null,
    rate_limit: null,
    headers: {},
    idempotency_key: null,
    ...given,
    created_at: now,
    updated_at: now,
  };
  account.endpoints.set(endpoint.id, endpoint);
  return endpoint;
}

const noAddress: DodoPayments.BillingAddress = {
  country: "US",
  city: null,
  state: null,
  street: null,
  zipcode: null,
};

export type Period = { count: number; interval: DodoPayments.TimeInterval };

export function billingPeriod(price: DodoPayments.Price): Period {
  if (price.type === "one_time_price") return { count: 1, interval: "Year" };
  return { count: price.payment_frequency_count, interval: price.payment_frequency_interval };
}

export function unitAmount(price: DodoPayments.Price): number {
  return price.type === "usage_based_price" ? price.fixed_price : price.price;
}

export function addPeriod(from: Date, { count, interval }: Period): Date {
  const date = new Date(from);
  if (interval === "Day") date.setUTCDate(date.getUTCDate() + count);
  else if (interval === "Week") date.setUTCDate(date.getUTCDate() + 7 * count);
  else {
    const months = interval === "Month" ? count : 12 * count;
    const day = date.getUTCDate();
    date.setUTCMonth(date.getUTCMonth() + months);
    // 31 January plus a month is the last day of February, not 3 March.
    if (date.getUTCDate() !== day) date.setUTCDate(0);
  }
  return date;
}
