import { z } from "zod";
import type { ProviderWebhook, ProviderWebhooks } from "@/lib/payments/provider";
import { all, patch, post, remove } from "./client";
import { webhookEvents } from "./events";

const path = "/notification-settings";

const destination = z.object({
  id: z.string(),
  destination: z.string(),
  active: z.boolean(),
  include_sensitive_fields: z.boolean().nullish(),
  subscribed_events: z.array(z.object({ name: z.string() })),
});

/** Real sales only, including customers' addresses. */
const sent = {
  api_version: 1,
  include_sensitive_fields: true,
  traffic_source: "platform",
  subscribed_events: webhookEvents,
};

/** The notification destinations of a Paddle account. */
export const paddleWebhooks: ProviderWebhooks = {
  async list(access) {
    return all(access, "notification settings", path, { per_page: "200" }, readWebhook);
  },

  async create(access, url) {
    const made = await post(access, path, {
      description: "Gatehouse: Discord access",
      type: "url",
      destination: url,
      ...sent,
    });
    const { id, endpoint_secret_key: secret } = z
      .object({ id: z.string(), endpoint_secret_key: z.string() })
      .parse(made);
    return { id, secret };
  },

  repair: (access, { id, url }) =>
    patch(access, `${path}/${encodeURIComponent(id)}`, { destination: url, active: true, ...sent }),

  remove: (access, id) => remove(access, `${path}/${encodeURIComponent(id)}`),
};

function readWebhook(listed: unknown): ProviderWebhook {
  const setting = destination.parse(listed);
  const right = setting.active && setting.include_sensitive_fields && receivesAll(setting);
  return { id: setting.id, url: setting.destination, state: right ? "right" : "repairable" };
}

function receivesAll({ subscribed_events }: z.output<typeof destination>): boolean {
  const names = new Set(subscribed_events.map(({ name }) => name));
  return webhookEvents.every((type) => names.has(type));
}
