import type DodoPayments from "dodopayments";
import { type Account, type Delivery, type Endpoint, type ShopEvent, shopId } from "./accounts";
import { sendLater } from "./deliver";
import { eventData } from "./event-body";
import { type Shop, stamp } from "./open-shop";

type Subject = ShopEvent["object"];

export const subject = {
  payment: (payment: DodoPayments.Payment): Subject => ({ kind: "payment", id: payment.payment_id }),
  subscription: (subscription: DodoPayments.Subscription): Subject => ({
    kind: "subscription",
    id: subscription.subscription_id,
  }),
  refund: (refund: DodoPayments.Refund): Subject => ({ kind: "refund", id: refund.refund_id }),
  dispute: (dispute: DodoPayments.GetDispute): Subject => ({ kind: "dispute", id: dispute.dispute_id }),
};

/** Writes the event down and starts its way to every endpoint that wants it. Answers its id. */
export function publish(
  shop: Shop,
  account: Account,
  type: DodoPayments.WebhookEventType,
  object: Subject,
): string {
  const event: ShopEvent = {
    id: shopId("evt"),
    type,
    timestamp: stamp(shop),
    object,
    frozen: account.freeze ? eventData(account, object) : null,
    deliveries: [],
  };
  account.events.set(event.id, event);
  for (const endpoint of account.endpoints.values()) {
    if (!wants(endpoint, type)) continue;
    const delivery = newDelivery(endpoint, account.lose ? "failed" : account.hold ? "held" : "waiting");
    event.deliveries.push(delivery);
    if (delivery.state === "waiting") sendLater(shop, account, event, delivery, 0);
  }
  shop.changed();
  return event.id;
}

export function wants(endpoint: Endpoint, type: string): boolean {
  return !endpoint.disabled && (!endpoint.filter_types?.length || endpoint.filter_types.includes(type));
}

export function newDelivery(endpoint: Endpoint, state: Delivery["state"]): Delivery {
  return { endpoint_id: endpoint.id, state, attempts: [], next_attempt_at: null };
}

/** Lets the events that were kept back go, oldest first. */
export function releaseHeld(shop: Shop, account: Account): void {
  account.hold = false;
  for (const event of account.events.values()) {
    for (const delivery of event.deliveries) {
      if (delivery.state !== "held") continue;
      delivery.state = "waiting";
      sendLater(shop, account, event, delivery, 0);
    }
  }
  shop.changed();
}
