import { and, asc, eq, sql } from "drizzle-orm";
import Stripe from "stripe";
import { db } from "@/db/client";
import {
  customers,
  entitlements,
  grants,
  inboxEvents,
  paymentConnections,
  productEntitlements,
  productPrices,
  products,
  purchases,
} from "@/db/schema";
import { testSandbox } from "@/e2e/harness/database";
import { system } from "@/lib/audit";
import { decrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { connectProvider } from "@/lib/payments/connections/connect-provider";
import { receiveEvent } from "@/lib/purchases/receive-event";
import { settle } from "./merchant-world";
import { control } from "./sandbox-world";
import { guild, world } from "./scene-world";

type StripeEvent = { id: string; type: string; created: number } & Record<string, unknown>;
type Sale = {
  customer_id: string | null;
  subscription_id: string;
  payment_id: string;
  session_id: string | null;
};

/** The scene's business with a Stripe account of its own: Pro and VIP by the month, Lifetime once. */
export async function openStripe(apiVersion?: string) {
  const { businessId } = world;
  const account = await control<{ account: string; api_key: string }>("/shop/accounts", {
    provider: "stripe",
    name: "Demo",
    ...(apiVersion && { api_version: apiVersion }),
  });
  const inAccount = { provider: "stripe", account: account.account };
  const prices = await makeProducts(account.account);
  const connection = await connectProvider({
    businessId,
    provider: "stripe",
    name: "Stripe",
    apiKey: account.api_key,
    baseUrl: testSandbox().url,
    webhookSecret: null,
    externalBusinessId: null,
    actor: system,
  });
  const secret = decrypt(connection.webhookSecret, `payment_connections.webhook_secret:${connection.id}`);
  const received = new Set<string>();

  const stripe = {
    connection,
    account: account.account,
    apiKey: account.api_key,
    prices,
    control: <T>(path: string, body: object = {}) => control<T>(`/shop/${path}`, { ...inAccount, ...body }),

    async productOf(name: string) {
      const [product] = await db()
        .select()
        .from(products)
        .where(and(eq(products.connectionId, connection.id), eq(products.name, name)));
      if (!product) throw new Error(`no product ${name}`);
      return product;
    },

    /** An entitlement of the scene's server, attached to a product, or to some of its prices. */
    async entitlement(role: string, product: string, priceIds: string[] | null = null) {
      const id = newId("entitlement");
      const roleId = guild.roles[role] ?? null;
      await db().insert(entitlements).values({ id, businessId, guildId: guild.id, roleId, name: role });
      const { id: productId } = await stripe.productOf(product);
      await db().insert(productEntitlements).values({ productId, entitlementId: id, priceIds });
      return id;
    },

    async newEvents(): Promise<StripeEvent[]> {
      const query = new URLSearchParams(inAccount);
      const { events } = await control<{ events: { id: string; body: StripeEvent }[] }>(
        `/shop/events?${query}`,
      );
      const fresh = events.map(({ body }) => body).filter(({ id }) => !received.has(id));
      for (const { id } of fresh) received.add(id);
      return fresh;
    },
    async receive(event: object) {
      const payload = JSON.stringify(event);
      const header = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret });
      return receiveEvent(connection.id, new Headers({ "stripe-signature": header }), Buffer.from(payload));
    },
    /** Receives all that Stripe has made since, in the given order, and lets the workers finish. */
    async takeIn(order: (events: StripeEvent[]) => StripeEvent[] = (events) => events) {
      for (const event of order(await stripe.newEvents())) await stripe.receive(event);
      await settle();
    },
    async buy(wanted: { product?: string; email: string | null; how?: string } & Record<string, unknown>) {
      const sale = await stripe.control<Sale>("buy", { name: "Buyer", ...wanted });
      await stripe.takeIn();
      return sale;
    },
    /** A step of a life, which takes place in a later second than the one before. */
    async step(path: string, body: object = {}) {
      await stripe.control("set", { advance_seconds: 2 });
      await stripe.control(path, body);
      await stripe.takeIn();
    },

    /** Each grant of a customer as `entitlement: status (reason)`, in the order of the names. */
    async grantsOf(email: string): Promise<string[]> {
      const rows = await db()
        .select({ grant: grants, name: entitlements.name })
        .from(grants)
        .innerJoin(customers, eq(customers.id, grants.customerId))
        .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
        .where(and(eq(grants.businessId, businessId), eq(customers.email, email)))
        .orderBy(asc(entitlements.name));
      return rows.map(({ name, grant }) =>
        [`${name}: ${grant.status}`, grant.revocationReason && `(${grant.revocationReason})`]
          .filter(Boolean)
          .join(" "),
      );
    },
    async purchasesOf(email: string) {
      const rows = await db()
        .select({ purchase: purchases })
        .from(purchases)
        .innerJoin(customers, eq(customers.id, purchases.customerId))
        .where(and(eq(purchases.connectionId, connection.id), eq(customers.email, email)))
        .orderBy(asc(purchases.createdAt));
      return rows.map(({ purchase }) => purchase);
    },
    async pricesOf(name: string, externalId: string) {
      const { id } = await stripe.productOf(name);
      return db()
        .select()
        .from(productPrices)
        .where(and(eq(productPrices.productId, id), eq(productPrices.externalId, externalId)));
    },
    /** The time has come to ask for lost events. */
    async catchUpNow() {
      await db()
        .update(paymentConnections)
        .set({ catchUpDueAt: sql`now()` })
        .where(eq(paymentConnections.id, connection.id));
      await settle();
    },
    async inbox() {
      return db()
        .select()
        .from(inboxEvents)
        .where(eq(inboxEvents.connectionId, connection.id))
        .orderBy(asc(inboxEvents.id));
    },
  };
  return stripe;
}

async function makeProducts(account: string): Promise<Record<string, string>> {
  const wanted = {
    Pro: { unit_amount: 1200, interval: "month" },
    VIP: { unit_amount: 2900, interval: "month" },
    Lifetime: { unit_amount: 24_900 },
  };
  const prices: Record<string, string> = {};
  for (const [name, price] of Object.entries(wanted)) {
    const made = await control<{ prices: { id: string }[] }>("/shop/stripe/products", {
      account,
      name,
      prices: [price],
    });
    prices[name] = made.prices[0]?.id ?? "";
  }
  return prices;
}
