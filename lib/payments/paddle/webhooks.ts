import { z } from "zod";
import type { ProviderWebhooks } from "@/lib/payments/provider";
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
    const found = z.array(destination).parse(await all(access, path, { per_page: "200" }));
    return found.map((setting) => ({
      id: setting.id,
      url: setting.destination,
      state:
        setting.active && setting.include_sensitive_fields && receivesAll(setting) ? "right" : "repairable",
    }));
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

function receivesAll({ subscribed_events }: z.output<typeof destination>): boolean {
  const names = new Set(subscribed_events.map(({ name }) => name));
  return webhookEvents.every((type) => names.has(type));
}
