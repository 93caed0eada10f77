import type { StripeAccount } from "./account";
import type { Presented } from "./objects";

/** The first version whose subscriptions have their period on the items, and whose charges name no invoice. */
const basil = "2025-03-31";

function isBeforeBasil(version: string): boolean {
  return version.slice(0, basil.length) < basil;
}

/** An answer or an event's object as this API version writes it, with everything inside it. */
export function inVersion(account: StripeAccount, presented: Presented, version: string): Presented {
  return isBeforeBasil(version) ? (older(account, presented) as Presented) : presented;
}

function older(account: StripeAccount, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => older(account, one));
  if (typeof value !== "object" || value === null) return value;
  const inside = Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, older(account, one)]),
  ) as Presented;
  const shape = shapes[inside.object];
  return shape ? shape(account, inside) : inside;
}

const shapes: Record<string, (account: StripeAccount, newer: Presented) => Presented> = {
  subscription: olderSubscription,
  subscription_item: (_account, { current_period_end, current_period_start, ...item }) => item as Presented,
  invoice: olderInvoice,
  line_item: olderLine,
  charge: (account, charge) => ({ ...charge, invoice: invoiceOf(account, charge.payment_intent) }),
  payment_intent: (account, intent) => ({ ...intent, invoice: invoiceOf(account, intent.id) }),
};

/** The subscription had one period; its items had none. */
function olderSubscription(account: StripeAccount, subscription: Presented): Presented {
  const items = [...account.items.values()].filter((item) => item.subscription === subscription.id);
  const { billing_mode, billing_schedules, status_details, ...rest } = subscription;
  return {
    ...rest,
    object: "subscription",
    current_period_end: Math.min(...items.map((item) => item.current_period_end)),
    current_period_start: Math.max(...items.map((item) => item.current_period_start)),
    discount: null,
  };
}

function olderInvoice(account: StripeAccount, invoice: Presented): Presented {
  const { parent, ...rest } = invoice;
  const details = (parent as { subscription_details?: { subscription?: unknown } } | null)
    ?.subscription_details;
  const payment = [...account.invoicePayments.values()].find((one) => one.invoice === invoice.id);
  const intentId = payment?.payment.payment_intent;
  const intent = typeof intentId === "string" ? account.paymentIntents.get(intentId) : undefined;
  return {
    ...rest,
    object: "invoice",
    subscription: details?.subscription ?? null,
    payment_intent: intent?.id ?? null,
    charge: intent?.latest_charge ?? null,
    paid: invoice.status === "paid",
    discount: null,
  };
}

function olderLine(account: StripeAccount, line: Presented): Presented {
  const { parent, pricing, ...rest } = line;
  const priceId = (pricing as { price_details?: { price?: string } } | null)?.price_details?.price ?? "";
  const item = (parent as { subscription_item_details?: { subscription_item?: string } } | null)
    ?.subscription_item_details;
  return {
    ...rest,
    object: "line_item",
    price: structuredClone(account.prices.get(priceId)) ?? null,
    subscription_item: item?.subscription_item,
    type: item ? "subscription" : "invoiceitem",
  };
}

function invoiceOf(account: StripeAccount, intent: unknown): string | null {
  for (const payment of account.invoicePayments.values()) {
    if (payment.payment.payment_intent === intent && typeof payment.invoice === "string")
      return payment.invoice;
  }
  return null;
}
