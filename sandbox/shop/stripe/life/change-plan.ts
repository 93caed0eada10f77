import { Refusal } from "../../../refusal";
import { emit } from "../events";
import { type Merchant, need } from "../merchant";
import type { Item, Price, Subscription } from "../objects";
import { periodEnd } from "../period";
import { newSchedule } from "../records/schedule";
import { itemsOf, newItem } from "../records/subscription";
import { issue, payInvoice } from "./bill";
import { latestInvoice, only, update } from "./update";

const changeable = ["trialing", "active", "past_due"];

export type PlanChange = {
  price: Price;
  quantity?: number | undefined;
  /** The item to change, by its present price; the first when left out. */
  from?: string | undefined;
  at: "immediately" | "next_billing_date";
};

/** Another price for one item, now or when the period ends. */
export function changePlan(merchant: Merchant, subscription: Subscription, wanted: PlanChange): void {
  only(subscription, changeable, "moved to another price");
  const item = itemBy(merchant, subscription, wanted.from);
  const quantity = wanted.quantity ?? item.quantity ?? 1;
  if (wanted.at === "next_billing_date") {
    planChange(merchant, subscription, item, wanted.price, quantity);
    return;
  }
  const due =
    amountOf(wanted.price, quantity) - amountOf(need(merchant, "prices", item.price), item.quantity ?? 1);
  const isBilled = due > 0 && subscription.status === "active";
  update(merchant, subscription, (one) => {
    const before = need(merchant, "prices", item.price);
    item.price = wanted.price.id;
    item.quantity = quantity;
    if (!samePeriod(before, wanted.price)) {
      item.current_period_start = merchant.now();
      item.current_period_end = periodEnd(merchant.now(), wanted.price);
    }
    if (isBilled) one.latest_invoice = billDifference(merchant, one, item, due);
  });
  if (isBilled) payInvoice(merchant, latestInvoice(merchant, subscription));
}

export function addItem(
  merchant: Merchant,
  subscription: Subscription,
  price: Price,
  quantity: number,
): void {
  only(subscription, changeable, "changed");
  if (itemsOf(merchant, subscription).some((item) => item.price === price.id))
    throw new Refusal(`The subscription has an item with ${price.id} already.`, 409);
  update(merchant, subscription, (one) => {
    newItem(merchant, one, { price, quantity });
  });
}

export function removeItem(merchant: Merchant, subscription: Subscription, price: string): void {
  only(subscription, changeable, "changed");
  const item = itemBy(merchant, subscription, price);
  if (itemsOf(merchant, subscription).length === 1) {
    throw new Refusal("A subscription must have at least one active plan.", 409);
  }
  update(merchant, subscription, () => {
    merchant.account.items.delete(item.id);
  });
}

export function setQuantity(
  merchant: Merchant,
  subscription: Subscription,
  quantity: number,
  price?: string,
): void {
  only(subscription, changeable, "changed");
  const item = itemBy(merchant, subscription, price);
  update(merchant, subscription, () => {
    item.quantity = quantity;
  });
}

function planChange(
  merchant: Merchant,
  subscription: Subscription,
  item: Item,
  price: Price,
  quantity: number,
): void {
  if (subscription.schedule) throw new Refusal("A change is planned already.", 409);
  const items = itemsOf(merchant, subscription);
  const next = items.map((one) =>
    one === item ? { price: price.id, quantity } : { price: one.price, quantity: one.quantity ?? 1 },
  );
  const schedule = newSchedule(merchant, subscription, items, next);
  update(merchant, subscription, (one) => {
    one.schedule = schedule.id;
  });
  emit(merchant, "subscription_schedule.created", schedule);
  emit(merchant, "subscription_schedule.updated", schedule);
}

function billDifference(merchant: Merchant, subscription: Subscription, item: Item, amount: number): string {
  const price = need(merchant, "prices", item.price);
  return issue(
    merchant,
    [{ price, quantity: item.quantity ?? 1, item, amount }],
    { billing_reason: "subscription_update", customer: subscription.customer },
    subscription,
  ).id;
}

function itemBy(merchant: Merchant, subscription: Subscription, price: string | undefined): Item {
  const items = itemsOf(merchant, subscription);
  const item = price ? items.find((one) => one.price === price) : items[0];
  if (!item) throw new Refusal(`The subscription has no item with ${price}.`, 404);
  return item;
}

function amountOf(price: Price, quantity: number): number {
  return (price.unit_amount ?? 0) * quantity;
}

function samePeriod({ recurring: a }: Price, { recurring: b }: Price): boolean {
  return a?.interval === b?.interval && a?.interval_count === b?.interval_count;
}
