import type { StripeAccount } from "./account";
import type { Endpoint, Item, LineItem, Presented, Price, Session } from "./objects";

/** Lists inside an object show this many. */
const embedded = 10;

type Kept = { object: string; id?: string };

/** A kept object as an answer or an event shows it, in the pinned version: a copy, with what belongs inside. */
export function present(account: StripeAccount, kept: Kept): Presented {
  const copy = structuredClone(kept) as Presented;
  if (kept.object === "subscription") return { ...copy, items: itemList(account, kept.id ?? "") };
  if (kept.object === "subscription_item") return presentItem(account, kept as Item);
  if (kept.object === "invoice") return { ...copy, lines: invoiceLines(account, kept.id ?? "") };
  if (kept.object === "item") return presentLine(account, kept as LineItem);
  if (kept.object === "checkout.session") return withoutAsked(kept as Session);
  if (kept.object === "webhook_endpoint") return presentEndpoint(kept as Endpoint);
  return copy;
}

function presentItem(account: StripeAccount, item: Item): Presented {
  const price = account.prices.get(item.price);
  return { ...structuredClone(item), price: structuredClone(price), plan: price ? planOf(price) : null };
}

function presentLine(account: StripeAccount, { parent, ...line }: LineItem): Presented {
  return { ...structuredClone(line), price: structuredClone(account.prices.get(line.price)) };
}

function withoutAsked({ asked, ...session }: Session): Presented {
  return structuredClone(session);
}

function presentEndpoint({ secrets, thin, ...endpoint }: Endpoint): Presented {
  return structuredClone(endpoint);
}

function itemList(account: StripeAccount, id: string) {
  const items = [...account.items.values()].filter((item) => item.subscription === id);
  return list(
    `/v1/subscription_items?subscription=${id}`,
    items.map((item) => presentItem(account, item)),
  );
}

function invoiceLines(account: StripeAccount, id: string) {
  const lines = [...account.invoiceLines.values()].filter((line) => line.invoice === id);
  return list(
    `/v1/invoices/${id}/lines`,
    lines.map((line) => structuredClone(line)),
  );
}

/** `line_items` of a session or a payment link, and `payments` of an invoice: shown only to who asks. */
export const hiddenLists: Record<string, Record<string, (account: StripeAccount, id: string) => unknown>> = {
  "checkout.session": {
    line_items: (account, id) => list(`/v1/checkout/sessions/${id}/line_items`, lineItems(account, id)),
  },
  payment_link: {
    line_items: (account, id) => list(`/v1/payment_links/${id}/line_items`, lineItems(account, id)),
  },
  invoice: {
    payments: (account, id) =>
      list(
        "/v1/invoice_payments",
        [...account.invoicePayments.values()]
          .filter((payment) => payment.invoice === id)
          .map((payment) => present(account, payment)),
      ),
  },
  charge: {
    refunds: (account, id) =>
      list(
        `/v1/charges/${id}/refunds`,
        [...account.refunds.values()]
          .filter((refund) => refund.charge === id)
          .reverse()
          .map((refund) => present(account, refund)),
      ),
  },
};

function lineItems(account: StripeAccount, parent: string): Presented[] {
  const lines = [...account.lineItems.values()].filter((line) => line.parent === parent);
  return lines.map((line) => presentLine(account, line));
}

function list(url: string, all: unknown[]) {
  return { object: "list", data: all.slice(0, embedded), has_more: all.length > embedded, url };
}

/** The older name of a recurring price; subscription items still carry both. */
function planOf(price: Price): Presented {
  const { id, active, unit_amount, unit_amount_decimal, billing_scheme, created, currency, recurring } =
    price;
  return {
    id,
    object: "plan",
    active,
    amount: unit_amount,
    amount_decimal: unit_amount_decimal,
    billing_scheme,
    created,
    currency,
    interval: recurring?.interval ?? "month",
    interval_count: recurring?.interval_count ?? 1,
    livemode: price.livemode,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: "licensed",
  };
}
