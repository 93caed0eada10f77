import { eq } from "drizzle-orm";
import Stripe from "stripe";
import { db } from "@/db/client";
import { businesses, inboxEvents, paymentConnections } from "@/db/schema";
import { testSandbox } from "@/e2e/harness/database";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { connectProvider } from "@/lib/payments/connections/connect-provider";
import { secretsOf } from "@/lib/payments/connections/secrets";
import { receiveEvent } from "@/lib/purchases/receive-event";
import { neededRights, type Right } from "@/sandbox/shop/stripe/keys";
import { actor } from "./merchant-world";
import { realNow } from "./own-clock";
import { control } from "./sandbox-world";

type Json = Record<string, unknown>;
export type Sale = { customer_id: string; subscription_id: string; payment_id: string; product_id: string };

async function newBusiness(): Promise<string> {
  const id = newId("business");
  await db().insert(businesses).values({ id, slug: id.toLowerCase(), name: "Demo" });
  return id;
}

async function newKey(account: string, rights: readonly Right[] | null): Promise<string> {
  return (await control<{ key: string }>("/shop/stripe/keys", { account, rights })).key;
}

/** A Stripe account with one product, and a business that may connect it. */
export async function openStripeAccount(more: Json = {}) {
  const businessId = await newBusiness();
  const made = await control<{ account: string; account_id: string; api_key: string }>("/shop/accounts", {
    provider: "stripe",
    name: "Demo",
    ...more,
  });
  await control("/shop/stripe/products", {
    account: made.account,
    name: "Club",
    prices: [{ unit_amount: 1200, interval: "month" }],
  });
  const { hostname, port } = new URL(testSandbox().url);
  const fed = new Set<string>();
  return {
    businessId,
    account: made.account,
    accountId: made.account_id,
    secretKey: made.api_key,
    /** What the merchant sees in the dashboard of Stripe. */
    stripe: new Stripe(made.api_key, { host: hostname, port, protocol: "http", maxNetworkRetries: 0 }),

    /** A key that may do all that the form names. */
    restrictedKey: (rights: readonly Right[] = neededRights) => newKey(made.account, rights),
    anotherKey: () => newKey(made.account, null),
    setKey: (key: string, change: Json) => control("/shop/stripe/keys/set", { key, ...change }),
    connect: (apiKey: string = made.api_key, change: Partial<Parameters<typeof connectProvider>[0]> = {}) =>
      connectProvider({
        businessId,
        provider: "stripe",
        name: "Stripe",
        apiKey,
        baseUrl: testSandbox().url,
        webhookSecret: null,
        externalBusinessId: null,
        actor,
        ...change,
      }),
    buy: (product: string, email: string) =>
      control<Sale>("/shop/buy", { provider: "stripe", product, email, account: made.account }),
    /** A minute after whatever came before. */
    async step(subscription: string, verb: string, body: Json = {}) {
      await control("/shop/set", { provider: "stripe", account: made.account, advance_seconds: 60 });
      await control(`/shop/subscriptions/${subscription}/${verb}`, { provider: "stripe", ...body });
    },

    /** Takes in every event that Stripe has made and we have not had, in their order. */
    async receiveEvents(connection: ConnectionRow): Promise<void> {
      const { events } = await control<{ events: { id: string; body: Json }[] }>(
        `/shop/events?provider=stripe&account=${made.account}`,
      );
      for (const { id, body } of events) {
        if (fed.has(id)) continue;
        fed.add(id);
        await receiveStripe(connection, body);
      }
    },
  };
}

/** An event as Stripe signs it. */
export function receiveStripe(connection: ConnectionRow, body: Json) {
  const payload = JSON.stringify(body);
  const [secret = ""] = secretsOf(connection);
  const header = Stripe.webhooks.generateTestHeaderString({
    payload,
    secret,
    timestamp: Math.floor(realNow().getTime() / 1000),
  });
  return receiveEvent(connection.id, new Headers({ "stripe-signature": header }), Buffer.from(payload));
}

export async function connectionNow({ id }: Pick<ConnectionRow, "id">): Promise<ConnectionRow> {
  const [row] = await db().select().from(paymentConnections).where(eq(paymentConnections.id, id));
  if (!row) throw new Error(`there is no connection ${id}`);
  return row;
}

/** Why the events wait that wait for a person. */
export async function parkedReasons({ id }: Pick<ConnectionRow, "id">): Promise<string[]> {
  const rows = await db().select().from(inboxEvents).where(eq(inboxEvents.connectionId, id));
  return rows.flatMap(({ parkedReason }) => parkedReason ?? []);
}
