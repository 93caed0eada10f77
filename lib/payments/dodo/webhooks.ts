import type DodoPayments from "dodopayments";
import type { ProviderWebhooks } from "@/lib/payments/provider";
import { readList } from "@/lib/payments/read-list";
import { call, client, dodoApi, isThere } from "./client";

/** The events that we read, out of all that Dodo Payments can send. */
const webhookEvents = [
  "payment.succeeded",
  "payment.failed",
  "payment.processing",
  "payment.cancelled",
  "refund.succeeded",
  "dispute.opened",
  "dispute.expired",
  "dispute.accepted",
  "dispute.cancelled",
  "dispute.challenged",
  "dispute.won",
  "dispute.lost",
  "subscription.active",
  "subscription.renewed",
  "subscription.on_hold",
  "subscription.past_due",
  "subscription.paused",
  "subscription.unpaused",
  "subscription.cancelled",
  "subscription.failed",
  "subscription.expired",
  "subscription.plan_changed",
  "subscription.updated",
] as const satisfies DodoPayments.WebhookEventType[];

/** The endpoints of a Dodo Payments business. */
export const dodoWebhooks: ProviderWebhooks = {
  async list(access) {
    const found = await readList(dodoApi, "webhooks", async (iterator) => {
      const page = await call(() => client(access).webhooks.list(iterator ? { iterator } : {}));
      return { items: page.data, next: page.done ? null : page.iterator };
    });
    return found.map((webhook) => ({
      id: webhook.id,
      url: webhook.url,
      state: receivesAll(webhook) && !webhook.disabled ? "right" : "repairable",
    }));
  },

  async create(access, url) {
    const { webhooks } = client(access);
    const { id } = await call(() => webhooks.create({ url, description: "Gatehouse: Discord access" }));
    return { id, secret: (await call(() => webhooks.retrieveSecret(id))).secret };
  },

  async repair(access, { id, url }) {
    const changes = { url, filter_types: [...webhookEvents], disabled: false };
    await call(() => client(access).webhooks.update(id, changes));
  },

  async remove(access, id) {
    await call(() => isThere(() => client(access).webhooks.delete(id)));
  },
};

/** An endpoint without a filter gets every event. */
function receivesAll({ filter_types }: DodoPayments.WebhookDetails): boolean {
  return !filter_types?.length || webhookEvents.every((type) => filter_types.includes(type));
}
