import type DodoPayments from "dodopayments";
import { type Account, type ShopEvent, shopId } from "./accounts";
import { send } from "./deliver";
import { eventData } from "./event-body";
import { type Shop, stamp } from "./open-shop";
import { outboxOf } from "./outbox";

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

/** Stores the event, starts delivering it to every endpoint that wants it, and returns its id. */
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
  send(outboxOf(shop, account), event);
  return event.id;
}
