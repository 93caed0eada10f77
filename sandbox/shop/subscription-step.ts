import type DodoPayments from "dodopayments";
import type { Account, ShopSubscription } from "./accounts";
import { publish, subject } from "./events";
import type { Shop } from "./open-shop";
import { ShopRefusal } from "./shop";

type Status = DodoPayments.SubscriptionStatus;

export function publishUpdate(
  shop: Shop,
  account: Account,
  subscription: ShopSubscription,
  type: DodoPayments.WebhookEventType,
): string {
  return publish(shop, account, type, subject.subscription(subscription));
}

/** Refuses a step that the subscription's status does not allow; `done` names it in the refusal. */
export function requireStatus(subscription: ShopSubscription, from: Status[], done: string): void {
  if (from.includes(subscription.status)) return;
  const state = subscription.status.replace("_", " ");
  throw new ShopRefusal(422, "UNSUPPORTED_ACTION", `A subscription that is ${state} cannot be ${done}.`);
}
