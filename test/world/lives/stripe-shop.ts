import type { Account, Change, Item, Payment, Subscription } from "./account";
import { month } from "./account";
import type { Shop } from "./shop";

/** Events are written in one of three API versions; answers always in the newest, which our client asks for. */
const versions = ["2018-05-21", "2024-06-20", "2026-01-28"] as const;
type Version = (typeof versions)[number];

export function stripeShop(): Shop {
  const written = new WeakMap<Account, Version>();
  const versionOf = (account: Account): Version => {
    const version = written.get(account) ?? account.random.pick(versions);
    written.set(account, version);
    return version;
  };
  return {
    provider: "stripe",
    powers: {
      prices: true,
      sales: ["checkout", "payment_link", "async", "free", "payment_intent", "invoice"],
      payForSeveral: false,
      hold: true,
      begin: true,
      expire: true,
      sendInvoices: true,
      pauseCollection: true,
      planChangeActivates: false,
      refundsFailLate: true,
      ties: true,
    },
    tell(account, happening) {
      const version = versionOf(account);
      const event = (type: string, object: object, previous_attributes?: object) => {
        const data = structuredClone({ object, ...(previous_attributes && { previous_attributes }) });
        const body = {
          id: account.id("evt"),
          object: "event",
          api_version: version,
          created: account.now,
          type,
          data,
        };
        return { body: () => body };
      };
      switch (happening.what) {
        case "payment": {
          const { payment } = happening;
          const { how, status } = payment;
          if (how === "bill" || how === "invoice") return [event("invoice.paid", invoice(payment, version))];
          const paid = event("payment_intent.succeeded", paymentIntent(payment));
          if (how === "payment_intent") return [paid];
          const type =
            how === "async" && status !== "waiting"
              ? `async_payment_${status === "succeeded" ? "succeeded" : "failed"}`
              : "completed";
          const session = event(`checkout.session.${type}`, sessionOf(payment));
          return status === "succeeded" && payment.amount > 0 ? [session, paid] : [session];
        }
        case "refund": {
          const { payment, refund, isNew } = happening;
          const object = {
            id: refund.id,
            payment_intent: payment.id,
            charge: `ch_${payment.id}`,
            amount: refund.amount,
            status: refund.status,
          };
          if (!isNew) return [event("refund.failed", object), event("charge.refund.updated", object)];
          return [event("charge.refunded", chargeOf(payment)), event("refund.updated", object)];
        }
        case "dispute": {
          const { payment, before } = happening;
          const { id = "", outcome = "open" } = payment.dispute ?? {};
          const status = { open: "needs_response", won: "won", lost: "lost" }[outcome];
          const object = { id, payment_intent: payment.id, charge: `ch_${payment.id}`, status };
          if (outcome === "open") return [event("charge.dispute.created", object)];
          if (before === "lost" && outcome === "lost")
            return [
              event("charge.dispute.updated", object, { evidence_details: {} }),
              event("charge.dispute.updated", { ...object, status: "appeal_under_review" }, { status }),
            ];
          return [event("charge.dispute.closed", object)];
        }
        case "subscription": {
          const { subscription, change, before } = happening;
          const object = subscriptionOf(subscription, version);
          // An event holds so many items only; here one.
          if (account.random.chance(0.1) && subscription.items.length > 1)
            object.items = { data: object.items.data.slice(0, 1), has_more: true };
          return typesOf(change).map((type) => {
            const previous = type === "updated" ? previously(subscription, change, before) : undefined;
            return event(`customer.subscription.${type}`, object, previous);
          });
        }
      }
    },
    answer: (account, url) => answer(account, url),
  };
}

function typesOf(change: Change): string[] {
  if (change === "created") return ["created"];
  if (change === "cancelled" || change === "expired") return ["deleted"];
  if (change === "paused" || change === "resumed") return ["updated", change];
  return ["updated"];
}

const statuses: Partial<Record<Subscription["status"], string>> = {
  pending: "incomplete",
  on_hold: "unpaid",
  cancelled: "canceled",
  expired: "canceled",
  failed: "incomplete_expired",
};
const statusOf = (status: Subscription["status"]) => statuses[status] ?? status;

function previously(
  { status }: Subscription,
  change: Change,
  before: Subscription["status"],
): Record<string, unknown> {
  if (change === "collection_paused") return { pause_collection: null };
  if (change === "collection_resumed") return { pause_collection: { behavior: "void" } };
  return before === status ? { metadata: {} } : { status: statusOf(before) };
}

const newest = versions[2];

function priced({ product, price }: Item, version: Version) {
  const plan = { id: price, product, amount: 900 };
  return version === "2018-05-21" ? { plan } : { price: { id: price, product, unit_amount: 900 } };
}

function subscriptionOf(subscription: Subscription, version: Version) {
  const { id, status, trial, items, periodStart, cancelAt, endedAt, sentByInvoice, collectionPaused } =
    subscription;
  const period = { current_period_start: periodStart, current_period_end: periodStart + month };
  const onItems = version === newest;
  return {
    id,
    object: "subscription",
    customer: "cus_1",
    status: trial ? "trialing" : statusOf(status),
    items: {
      data: items.map((item) => ({
        ...priced(item, version),
        quantity: item.quantity,
        ...(onItems && period),
      })),
      has_more: false,
    },
    ...(!onItems && period),
    cancel_at: status === "expired" ? endedAt : null,
    cancel_at_period_end: cancelAt !== null && status !== "expired",
    ended_at: endedAt,
    pause_collection: collectionPaused ? { behavior: "void" } : null,
    collection_method: sentByInvoice ? "send_invoice" : "charge_automatically",
    currency: "usd",
    cancellation_details: { reason: status === "cancelled" ? "cancellation_requested" : null },
  };
}

function sessionOf({ id, how, amount, status }: Payment) {
  return {
    id: how === "free" ? id : `cs_${id}`,
    object: "checkout.session",
    mode: "payment",
    payment_status: how === "free" ? "no_payment_required" : status === "succeeded" ? "paid" : "unpaid",
    payment_intent: how === "free" ? null : id,
    payment_link: how === "payment_link" ? "plink_1" : null,
    customer: "cus_1",
    customer_details: { email: "carl@example.com", name: "Carl", phone: null },
    amount_total: amount,
    currency: "usd",
  };
}

function paymentIntent({ id, how, amount, items: [item] }: Payment) {
  return {
    id,
    amount,
    currency: "usd",
    customer: "cus_1",
    receipt_email: "carl@example.com",
    metadata: how === "payment_intent" ? { gatehouse_price: item?.price } : {},
  };
}

function chargeOf({ id, amount, refunds }: Payment) {
  const back = refunds.reduce((sum, each) => sum + (each.status === "failed" ? 0 : each.amount), 0);
  return { id: `ch_${id}`, payment_intent: id, amount, amount_refunded: back, refunded: back >= amount };
}

function invoice({ id, amount, items, subscriptions: [subscription] }: Payment, version: Version) {
  const isNew = version === newest;
  const isPaid = amount > 0;
  const line = (item: Item, ofSubscription: boolean) => ({
    quantity: item.quantity,
    ...(isNew
      ? {
          pricing: { price_details: { price: item.price, product: item.product } },
          parent: { type: ofSubscription ? "subscription_item_details" : "invoice_item_details" },
        }
      : {
          ...priced(item, "2024-06-20"),
          type: ofSubscription ? "subscription" : "invoiceitem",
          proration: false,
        }),
  });
  const joined = isNew
    ? { parent: subscription ? { subscription_details: { subscription: subscription.id } } : null }
    : {
        subscription: subscription?.id ?? null,
        payment_intent: isPaid ? id : null,
        charge: isPaid ? `ch_${id}` : null,
      };
  return {
    id: invoiceId(id),
    object: "invoice",
    customer: "cus_1",
    customer_email: "carl@example.com",
    customer_name: "Carl",
    amount_paid: amount,
    currency: "usd",
    created: 1_767_225_600,
    ...joined,
    lines: {
      data: [
        ...(subscription?.items.map((item) => line(item, true)) ?? []),
        ...items.map((item) => line(item, false)),
      ],
      has_more: false,
    },
  };
}

const invoiceId = (id: string) => (id.startsWith("in_") ? id : `in_${id}`);

const list = (data: object[]) => ({ object: "list", data, has_more: false });

function answer(account: Account, { pathname, searchParams: query }: URL): object | null {
  const [, , noun = "", id, of] = pathname.split("/");
  const billed = account.payments.filter(({ how }) => how === "bill" || how === "invoice");
  switch (noun) {
    case "subscriptions": {
      const found = account.subscriptions.find((each) => each.id === id);
      const customer = { id: "cus_1", email: "carl@example.com", name: "Carl" };
      return found ? { ...subscriptionOf(found, newest), customer } : null;
    }
    case "invoices": {
      const billedTo = account.subscriptions.find((each) => each.id === query.get("subscription"));
      const last = billedTo?.bills.at(-1);
      return list(last ? [invoice(last, newest)] : []);
    }
    case "invoice_payments": {
      const paid = billed.filter(
        (each) =>
          each.amount > 0 &&
          (each.id === query.get("payment[payment_intent]") || invoiceId(each.id) === query.get("invoice")),
      );
      return list(
        paid.map((each) => ({
          invoice: invoice(each, newest),
          payment: { type: "payment_intent", payment_intent: each.id },
        })),
      );
    }
    case "checkout": {
      const sold = account.payments.filter((each) => !billed.includes(each) && each.how !== "payment_intent");
      if (!of) return list(sold.filter((each) => each.id === query.get("payment_intent")).map(sessionOf));
      const items = sold.find((each) => sessionOf(each).id === of)?.items ?? [];
      return list(items.map((item) => ({ ...priced(item, newest), quantity: item.quantity })));
    }
    case "prices": {
      const product = id?.split("_")[1];
      return { id, product: `prod_${product}`, unit_amount: 900, currency: "usd", active: true };
    }
    default:
      return null;
  }
}
