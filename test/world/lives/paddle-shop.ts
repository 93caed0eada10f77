import type { Change, Item, Payment, Subscription } from "./account";
import { month } from "./account";
import type { Shop } from "./shop";

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** Paddle Billing: times have microseconds, and an event carries the state of its own moment. */
export function paddleShop(): Shop {
  let moments = 0;
  return {
    provider: "paddle",
    powers: {
      prices: true,
      sales: ["checkout", "async", "free"],
      payForSeveral: false,
      hold: false,
      begin: false,
      expire: false,
      sendInvoices: true,
      pauseCollection: false,
      planChangeActivates: false,
      refundsFailLate: false,
      ties: true,
    },
    tell(account, happening) {
      // Now and then two things happen in one microsecond.
      if (!account.random.chance(0.1)) moments += 1;
      const event = (event_type: string, data: object) => {
        const occurred_at = iso(account.now).replace(
          ".000Z",
          `.${String(moments % 1_000_000).padStart(6, "0")}Z`,
        );
        const body = { event_id: account.id("evt"), event_type, occurred_at, data: structuredClone(data) };
        return { body: () => body };
      };
      switch (happening.what) {
        case "payment": {
          const { payment } = happening;
          if (payment.status === "waiting")
            return [event("transaction.created", transaction(payment, "ready"))];
          if (payment.status === "failed")
            return [event("transaction.canceled", transaction(payment, "canceled"))];
          const paid = {
            ...transaction(payment, "paid"),
            ...(payment.how === "bill" && { subscription_id: null }),
          };
          const first = event("transaction.paid", paid);
          moments += 1;
          return [first, event("transaction.completed", transaction(payment, "completed"))];
        }
        case "refund": {
          const { payment, refund, isNew } = happening;
          const status = { pending: "pending_approval", succeeded: "approved", failed: "rejected" }[
            refund.status
          ];
          return [
            event(`adjustment.${isNew ? "created" : "updated"}`, {
              id: refund.id,
              action: "refund",
              type: refund.amount === payment.amount ? "full" : "partial",
              transaction_id: payment.id,
              status,
              totals: { total: String(refund.amount) },
            }),
          ];
        }
        case "dispute": {
          const { payment, before } = happening;
          const outcome = payment.dispute?.outcome ?? "open";
          if (before === outcome) return [];
          const won = before === "lost" ? "chargeback_reverse" : "chargeback_warning_reverse";
          const action = { open: "chargeback_warning", lost: "chargeback", won }[outcome];
          return [
            event("adjustment.created", {
              id: account.id("adj"),
              action,
              type: "full",
              transaction_id: payment.id,
              status: "approved",
              totals: { total: String(payment.amount) },
            }),
          ];
        }
        case "subscription": {
          const { subscription, change } = happening;
          const data = subscriptionOf(subscription);
          return typesOf(change).map((type) => event(`subscription.${type}`, data));
        }
      }
    },
    answer(account, { pathname, searchParams }) {
      const [, list = "", id] = pathname.split("/");
      if (list === "customers") return { data: { id, email: "carl@example.com", name: "Carl" } };
      if (list === "subscriptions") {
        const found = account.subscriptions.find((each) => each.id === id);
        return found ? { data: subscriptionOf(found) } : null;
      }
      if (id) {
        const found = account.payments.find((each) => each.id === id);
        return found
          ? { data: transaction(found, found.status === "succeeded" ? "completed" : "ready") }
          : null;
      }
      const of = account.subscriptions.find((each) => each.id === searchParams.get("subscription_id"));
      const last = of?.bills.at(-1);
      return { data: last ? [transaction(last, "completed")] : [] };
    },
  };
}

function typesOf(change: Change): string[] {
  const own: Partial<Record<Change, string>> = {
    created: "created",
    past_due: "past_due",
    paused: "paused",
    resumed: "resumed",
    cancelled: "canceled",
  };
  const type = own[change];
  return type ? [...(change === "created" ? [] : ["updated"]), type] : ["updated"];
}

const priceOf = ({ product, price }: Item, recurring: boolean) => ({
  id: price,
  product_id: product,
  billing_cycle: recurring ? { interval: "month", frequency: 1 } : null,
  unit_price: { amount: "900", currency_code: "USD" },
});

function transaction({ id, subscriptions, items, amount }: Payment, status: string) {
  const recurring = subscriptions.flatMap((each) => each.items);
  return {
    id,
    status,
    origin: subscriptions.length > 0 ? "subscription_recurring" : "web",
    customer_id: "ctm_1",
    subscription_id: subscriptions[0]?.id ?? null,
    currency_code: "USD",
    items: [
      ...recurring.map((item) => ({ quantity: item.quantity, price: priceOf(item, true) })),
      ...items.map((item) => ({ quantity: item.quantity, price: priceOf(item, false) })),
    ],
    details: { totals: { total: String(amount) } },
  };
}

function subscriptionOf({ id, status, trial, items, periodStart, cancelAt, sentByInvoice }: Subscription) {
  const effective_at = iso(cancelAt ?? 0);
  return {
    id,
    status: trial ? "trialing" : status === "cancelled" ? "canceled" : status,
    customer_id: "ctm_1",
    currency_code: "USD",
    collection_mode: sentByInvoice ? "manual" : "automatic",
    next_billed_at: iso(periodStart + month),
    current_billing_period: { starts_at: iso(periodStart), ends_at: iso(periodStart + month) },
    scheduled_change: cancelAt === null ? null : { action: "cancel", effective_at },
    items: items.map((item) => ({ quantity: item.quantity, recurring: true, price: priceOf(item, true) })),
  };
}
