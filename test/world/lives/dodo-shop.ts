import type { Item, Subscription } from "./account";
import { month } from "./account";
import type { Shop } from "./shop";

const customer = { customer_id: "cus_1", email: "carl@example.com", name: "Carl" };
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const cart = (items: Item[]) => items.map(({ product, quantity }) => ({ product_id: product, quantity }));

/** Dodo Payments: an event carries the newest state at the time of its delivery. */
export function dodoShop(): Shop {
  let events = 0;
  return {
    provider: "dodo",
    powers: {
      prices: false,
      sales: ["checkout", "async", "free"],
      payForSeveral: true,
      hold: true,
      begin: true,
      expire: true,
      sendInvoices: false,
      pauseCollection: false,
      planChangeActivates: true,
      refundsFailLate: false,
      ties: false,
    },
    tell(account, happening) {
      events += 1;
      const timestamp = iso(account.now).replace(".000Z", `.${String(events % 1_000_000).padStart(6, "0")}Z`);
      const event = (type: string, data: () => object) => ({
        body: () => ({ business_id: "bus_1", type, timestamp, data: data() }),
      });
      switch (happening.what) {
        case "payment": {
          const { payment } = happening;
          const { id, subscriptions, items, amount } = payment;
          const what = { waiting: "processing", failed: "failed", succeeded: "succeeded" };
          return [
            event(`payment.${what[payment.status]}`, () => ({
              payment_id: id,
              subscription_id: subscriptions.length === 1 ? subscriptions[0]?.id : null,
              subscription_ids: subscriptions.map((each) => each.id),
              product_cart: cart(items),
              status: what[payment.status],
              total_amount: amount,
              currency: "USD",
              customer,
            })),
          ];
        }
        case "refund": {
          const { payment, refund } = happening;
          if (refund.status === "pending") return [];
          const { status } = refund;
          return [
            event(`refund.${status}`, () => ({
              refund_id: refund.id,
              payment_id: payment.id,
              amount: refund.amount,
              is_partial: refund.amount < payment.amount,
              status,
            })),
          ];
        }
        case "dispute": {
          const { payment, before } = happening;
          if (before === payment.dispute?.outcome) return [];
          const { id = "", outcome = "open" } = payment.dispute ?? {};
          const what = {
            open: "opened",
            won: "won",
            lost: account.random.pick(["lost", "accepted", "expired"]),
          };
          return [event(`dispute.${what[outcome]}`, () => ({ dispute_id: id, payment_id: payment.id }))];
        }
        case "subscription": {
          const { subscription, change } = happening;
          const type = typeOf(change, subscription);
          return type ? [event(`subscription.${type}`, () => dataOf(subscription))] : [];
        }
      }
    },
    answer: () => null,
  };
}

function typeOf(change: string, { status }: Subscription): string | null {
  if (change === "created") return status === "active" ? "active" : "updated";
  const types: Record<string, string> = {
    activated: "active",
    resumed: "unpaused",
    held: "on_hold",
    recovered: "renewed",
    past_due: "updated",
    cancel_scheduled: "updated",
    kept: "updated",
  };
  return types[change] ?? change;
}

function dataOf({ id, status, items: [item], periodStart, cancelAt }: Subscription): object {
  return {
    subscription_id: id,
    product_id: item?.product,
    quantity: item?.quantity,
    status,
    customer,
    previous_billing_date: iso(periodStart),
    next_billing_date: iso(cancelAt ?? periodStart + month),
    cancel_at_next_billing_date: cancelAt !== null,
    recurring_pre_tax_amount: 900,
    currency: "USD",
  };
}
