import Stripe from "stripe";
import { expect, vi } from "vitest";
import { sandboxCredentials } from "@/sandbox/credentials";
import { type Sandbox, startSandbox } from "@/sandbox/server";

export type Sold = {
  customer_id: string | null;
  session_id: string;
  subscription_id: string;
  invoice_id: string;
  payment_id: string;
  price_id: string;
  product_id: string;
  payment_link_id: string;
  events: string[];
};
type Received = { headers: Record<string, string>; body: string };

/** A sandbox whose retries take milliseconds, and Stripe's own SDK as its client. */
export async function stripeWorld() {
  const sandbox: Sandbox = await startSandbox({ port: 0, quiet: true, timeScale: 100_000 });
  const { port } = new URL(sandbox.url);
  const client = (key: string = sandboxCredentials.stripe.secretKey) =>
    new Stripe(key, { host: "localhost", port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
  const stripe = client();

  async function control<T>(path: string, body: object = {}): Promise<T> {
    const reply = await fetch(`${sandbox.url}/control${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(await reply.text());
    return (await reply.json()) as T;
  }

  return {
    sandbox,
    client,
    stripe,
    control,
    buy: (given: object) =>
      control<Sold>("/shop/buy", { provider: "stripe", email: "carl@x.test", ...given }),
    step: (id: string, name: string, body: object = {}) =>
      control<{ subscription: Stripe.Subscription; events: string[] }>(
        `/shop/subscriptions/${id}/${name}`,
        body,
      ),
    /** Forgets all sales and disconnects every endpoint. */
    async startOver() {
      sandbox.world.reset();
      for (const { id } of (await stripe.webhookEndpoints.list()).data) await stripe.webhookEndpoints.del(id);
    },
    /** An endpoint at the sandbox's own catcher. */
    async endpoint(name = "merchant", more: Partial<Stripe.WebhookEndpointCreateParams> = {}) {
      const made = await stripe.webhookEndpoints.create({
        url: `${sandbox.url}/hooks/catch/${name}`,
        enabled_events: ["*"],
        api_version: Stripe.API_VERSION as Stripe.WebhookEndpointCreateParams.ApiVersion,
        ...more,
      });
      return { id: made.id, secret: made.secret ?? "" };
    },
    async received(name = "merchant"): Promise<Received[]> {
      const reply = await fetch(`${sandbox.url}/control/hooks/${name}`);
      return ((await reply.json()) as { received: Received[] }).received;
    },
    /** Waits for this many requests and reads them as events, signature checked. */
    async events(count: number, secret: string, name = "merchant"): Promise<Stripe.Event[]> {
      const all = await vi.waitFor(async () => {
        const got = await this.received(name);
        expect(got.length).toBeGreaterThanOrEqual(count);
        return got;
      });
      return all.map(({ body, headers }) =>
        stripe.webhooks.constructEvent(body, headers["stripe-signature"] ?? "", secret),
      );
    },
    /** The types of these events, in the order in which they happened. */
    async types(ids: string[]): Promise<string[]> {
      return Promise.all(ids.map(async (id) => (await stripe.events.retrieve(id)).type));
    },
  };
}

export const price = {
  pro: "price_ProMonthlySandbox0001",
  vip: "price_VipMonthlySandbox0001",
  lifetime: "price_LifetimeSandbox00001",
};
export const product = {
  pro: "prod_ProSandbox0001",
  vip: "prod_VipSandbox0001",
  lifetime: "prod_LifetimeSandbox1",
};
