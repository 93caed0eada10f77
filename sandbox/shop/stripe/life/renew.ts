import { emit } from "../events";
import { type Merchant, need } from "../merchant";
import type { Invoice, Subscription } from "../objects";
import { periodEnd } from "../period";
import { itemsOf } from "../records/subscription";
import { failInvoice, issue, payInvoice, voidInvoice } from "./bill";
import { end } from "./end";
import { latestInvoice, linesOf, only, update } from "./update";

/** The period ends: the next one is billed, or what was set for this moment happens. */
export function renew(merchant: Merchant, subscription: Subscription): void {
  only(subscription, ["active", "trialing"], "renewed");
  if (isToEnd(merchant, subscription)) {
    end(merchant, subscription, "cancellation_requested");
    return;
  }
  const invoice = startPeriod(merchant, subscription);
  if (subscription.pause_collection?.behavior === "void") voidInvoice(merchant, invoice);
  else if (!subscription.pause_collection && subscription.collection_method !== "send_invoice")
    payInvoice(merchant, invoice);
}

/** The period ends and the card is refused; Stripe will try again. */
export function fallBehind(merchant: Merchant, subscription: Subscription): void {
  only(subscription, ["active", "trialing"], "made past due");
  const invoice = startPeriod(merchant, subscription);
  failInvoice(merchant, invoice);
  update(merchant, subscription, (one) => Object.assign(one, { status: "past_due" }));
}

function isToEnd(merchant: Merchant, subscription: Subscription): boolean {
  const ends = itemsOf(merchant, subscription).map((item) => item.current_period_end);
  const { cancel_at_period_end, cancel_at } = subscription;
  return cancel_at_period_end || (cancel_at !== null && cancel_at <= Math.min(...ends));
}

/** A new period with its open invoice, and the prices that a schedule planned for it. */
function startPeriod(merchant: Merchant, subscription: Subscription): Invoice {
  const wasTrial = subscription.status === "trialing";
  update(merchant, subscription, (one) => {
    const planned = wasTrial ? undefined : nextPhase(merchant, one);
    for (const [place, item] of itemsOf(merchant, one).entries()) {
      Object.assign(item, planned?.[place] ?? {});
      item.current_period_start = item.current_period_end;
      item.current_period_end = periodEnd(item.current_period_start, need(merchant, "prices", item.price));
    }
    if (wasTrial) one.status = "active";
    const { customer, collection_method } = one;
    const given = { billing_reason: "subscription_cycle", customer, collection_method };
    one.latest_invoice = issue(merchant, linesOf(merchant, one), given, one).id;
  });
  return latestInvoice(merchant, subscription);
}

/** The schedule has done its work with its second phase, and lets the subscription go. */
function nextPhase(merchant: Merchant, subscription: Subscription) {
  const schedule = merchant.account.schedules.get(String(subscription.schedule));
  if (!schedule) return undefined;
  subscription.schedule = null;
  Object.assign(schedule, { status: "released", released_at: merchant.now(), subscription: null });
  schedule.released_subscription = subscription.id;
  emit(merchant, "subscription_schedule.released", schedule);
  return schedule.phases[1]?.items.map(({ price, quantity = 1 }) => ({ price: String(price), quantity }));
}
