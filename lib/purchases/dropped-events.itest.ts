import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import {
  entitlements,
  inboxEvents,
  paymentConnections,
  productEntitlements,
  products,
  purchases,
} from "@/db/schema";
import { encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { type ShopServer, shopServer } from "@/test/world/lives/shop-server";
import { settle } from "@/test/world/merchant-world";
import { control } from "@/test/world/sandbox-world";
import { guild, openScene, role, world } from "@/test/world/scene-world";
import { openStripe } from "@/test/world/stripe-scene";
import { wasFoundByAsking } from "./find-inbox-events";

openScene();

type Sale = { subscription_id: string; payment_id: string };
type Json = Record<string, unknown>;
/** What a test needs of a provider: what happens there, and its events, which we take in or let go. */
type Shop = {
  connectionId: string;
  happen: <T>(path: string, body?: Json) => Promise<T>;
  takeIn: () => Promise<void>;
  lose: () => Promise<unknown>;
};

const changes: { product: string; steps: ((sale: Sale) => [path: string, body?: Json])[]; ends: string[] }[] =
  [
    {
      product: "Pro",
      steps: [({ subscription_id: id }) => [`subscriptions/${id}/cancel`]],
      ends: ["revoked subscription_cancelled"],
    },
    {
      product: "Pro",
      steps: [({ subscription_id: id }) => [`subscriptions/${id}/pause`]],
      ends: ["revoked subscription_paused"],
    },
    {
      product: "Pro",
      steps: [({ subscription_id: id }) => [`subscriptions/${id}/change-plan`, { product: "VIP" }]],
      ends: ["pending", "revoked plan_changed"],
    },
    {
      product: "Pro",
      steps: [
        ({ subscription_id: id }) => [`subscriptions/${id}/pause`],
        ({ subscription_id: id }) => [`subscriptions/${id}/unpause`],
      ],
      ends: ["pending"],
    },
    {
      product: "Lifetime",
      steps: [({ payment_id: id }) => [`payments/${id}/refund`]],
      ends: ["revoked refund"],
    },
  ];

/** Ten customers of each kind of change, the last step of which is lost: 50 dropped events, beside ten lost sales. */
test.each([
  ["Dodo Payments", openDodo],
  ["Stripe", openOurStripe],
] as const)(
  "50 events that %s gave up sending are found by asking, and each once",
  async (_, open) => {
    const shop = await open();
    const customers = changes.flatMap((change, kind) =>
      Array.from({ length: 10 }, (_, number) => ({ ...change, email: `c${kind}-${number}@x.test` })),
    );
    const sales = new Map<string, Sale>();
    const buy = (product: string, email: string) => shop.happen<Sale>("buy", { product, email, name: email });
    for (const { product, email } of customers) sales.set(email, await buy(product, email));
    await shop.takeIn();
    const step = async ({ email, steps }: (typeof customers)[number], which: number) => {
      const sale = sales.get(email);
      const [path, body] = (sale && steps.at(which)?.(sale)) ?? [];
      if (path) await shop.happen(path, body);
    };
    for (const customer of customers) if (customer.steps.length > 1) await step(customer, 0);
    await shop.takeIn();
    for (const customer of customers) await step(customer, -1);
    const late = ["Pro", "Lifetime"].flatMap((product) =>
      Array.from({ length: 5 }, (_, number) => ({ product, email: `late-${product}-${number}@x.test` })),
    );
    for (const { product, email } of late) await buy(product, email);
    await shop.lose();

    await catchUpNow(shop);
    for (const { email, ends } of customers) expect([email, await stateOf(email)]).toEqual([email, ends]);
    for (const { email } of late) expect([email, await stateOf(email)]).toEqual([email, ["pending"]]);
    const found = await foundByAsking(shop);
    expect(found).toBeGreaterThanOrEqual(60);

    await catchUpNow(shop);
    expect(await foundByAsking(shop)).toBe(found);
  },
  180_000,
);

test("50 events that Paddle gave up sending are found by asking, and each once", async () => {
  const server = await shopServer();
  try {
    const shop = await openPaddle(server);
    await catchUpNow(shop);
    for (const { email, keeps } of shop.customers) {
      const left = (await stateOf(email)).filter((state) => !state.startsWith("revoked"));
      expect([email, left]).toEqual([email, keeps ? ["pending"] : []]);
    }
    expect(await livesOf(shop)).toEqual({ live: 10, ended: 20 });
    const found = await foundByAsking(shop);
    expect(found).toBeGreaterThanOrEqual(50);
    await catchUpNow(shop);
    expect(await foundByAsking(shop)).toBe(found);
  } finally {
    await server.close();
  }
});

/** There is no Paddle in the sandbox, so its lists stand here: two pages of 25 events, and what they come to. */
async function openPaddle(server: ShopServer) {
  const connectionId = newId("connection");
  const apiKey = "pdl_sdbx_apikey_dropped";
  const { businessId } = world;
  await db()
    .insert(paymentConnections)
    .values({
      id: connectionId,
      businessId,
      provider: "paddle",
      name: "Paddle",
      baseUrl: server.url,
      apiKey: encrypt(apiKey, `payment_connections.api_key:${connectionId}`),
      webhookSecret: encrypt("pdl_ntfset_secret", `payment_connections.webhook_secret:${connectionId}`),
      createdAt: sql`now() - interval '2 days'`,
    });
  for (const [name, externalId] of [
    ["Pro", "pro_month"],
    ["Member", "pro_once"],
  ] as const) {
    const [productId, entitlementId] = [newId("product"), newId("entitlement")];
    await db().insert(products).values({ id: productId, businessId, connectionId, externalId, name });
    await db()
      .insert(entitlements)
      .values({ id: entitlementId, businessId, guildId: guild.id, roleId: role(name), name });
    await db().insert(productEntitlements).values({ productId, entitlementId });
  }
  const { events, subscriptions, customers } = paddleDay();
  const page = (data: object[], next: string | null) => ({
    data,
    meta: { pagination: { next: `${server.url}/?after=${next}`, has_more: next !== null } },
  });
  const newestFirst = events.toReversed();
  server.accounts.set(apiKey, {
    now: () => Date.now() / 1000,
    answer: ({ pathname, searchParams }) => {
      const [, list, id] = pathname.split("/");
      if (list === "events")
        return searchParams.get("after")
          ? page(newestFirst.slice(25), null)
          : page(newestFirst.slice(0, 25), "25");
      if (list === "subscriptions") return page(subscriptions, null);
      const email = customers.find((one) => one.id === id)?.email;
      return list === "customers" && email ? { data: { id, email, name: email } } : null;
    },
  });
  return { connectionId, customers };
}

/** 20 subscriptions of which 10 are cancelled and 5 paused, and 10 one-time sales of which 5 are given back. */
function paddleDay() {
  const events: { event_id: string; event_type: string; occurred_at: string; data: object }[] = [];
  const begin = Date.now() - 86_400_000;
  const happen = (event_type: string, data: object) => {
    const nth = events.length;
    const occurred_at = new Date(begin + nth * 60_000).toISOString();
    events.push({ event_id: `evt_${String(nth).padStart(3, "0")}`, event_type, occurred_at, data });
  };
  const price = (id: string, billing_cycle: object | null) => ({
    id: `pri_${id}`,
    product_id: `pro_${id}`,
    billing_cycle,
    unit_price: { amount: "1000", currency_code: "USD" },
  });
  const customers: { id: string; email: string; keeps: boolean }[] = [];
  const subscriptions = Array.from({ length: 20 }, (_, nth) => {
    const end = nth < 10 ? "canceled" : nth < 15 ? "paused" : "active";
    const buyer = { id: `ctm_s${nth}`, email: `s${nth}@paddle.test`, keeps: end === "active" };
    customers.push(buyer);
    const subscription = {
      id: `sub_${nth}`,
      customer_id: buyer.id,
      currency_code: "USD",
      collection_mode: "automatic",
      created_at: new Date(begin).toISOString(),
      items: [
        {
          status: "active",
          quantity: 1,
          recurring: true,
          price: price("month", { interval: "month", frequency: 1 }),
        },
      ],
    };
    happen("subscription.activated", { ...subscription, status: "active" });
    return { ...subscription, status: end };
  });
  for (const one of subscriptions) if (one.status !== "active") happen(`subscription.${one.status}`, one);
  for (let nth = 0; nth < 10; nth++) {
    const buyer = { id: `ctm_t${nth}`, email: `t${nth}@paddle.test` };
    customers.push({ ...buyer, keeps: nth >= 5 });
    happen("transaction.completed", {
      id: `txn_${nth}`,
      status: "completed",
      customer_id: buyer.id,
      currency_code: "USD",
      items: [{ quantity: 1, price: price("once", null) }],
      details: { totals: { total: "1000" } },
    });
  }
  for (let nth = 0; nth < 5; nth++)
    happen("adjustment.created", {
      id: `adj_${nth}`,
      action: "refund",
      type: "full",
      status: "approved",
      transaction_id: `txn_${nth}`,
      customer_id: `ctm_t${nth}`,
      currency_code: "USD",
      totals: { total: "1000" },
      items: [],
    });
  return { events, subscriptions, customers };
}

async function openDodo(): Promise<Shop> {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await world.entitlement(guild.id, role("VIP"), ["VIP"]);
  await world.entitlement(guild.id, role("Member"), ["Lifetime"]);
  return {
    connectionId: world.connection.id,
    happen: <T>(path: string, body: Json = {}) =>
      control<T>(`/shop/${path}`, { ...body, account: world.account }),
    takeIn: () => world.receiveEvents(),
    lose: () => world.events(),
  };
}

async function openOurStripe(): Promise<Shop> {
  const stripe = await openStripe();
  await stripe.entitlement("Pro", "Pro");
  await stripe.entitlement("VIP", "VIP");
  await stripe.entitlement("Member", "Lifetime");
  return {
    connectionId: stripe.connection.id,
    happen: <T>(path: string, body: Json = {}) => stripe.control<T>(path, body),
    takeIn: () => stripe.takeIn(),
    lose: () => stripe.newEvents(),
  };
}

/** What we know is an hour old by then: the providers date their lists by the second. */
async function catchUpNow({ connectionId }: Pick<Shop, "connectionId">): Promise<void> {
  await db().execute(sql`
    update purchase_facts set as_of = as_of - interval '1 hour',
      body = jsonb_set(body, '{asOf}', to_jsonb(to_char((as_of - interval '1 hour') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
    where connection_id = ${connectionId}`);
  await db()
    .update(paymentConnections)
    .set({ catchUpDueAt: sql`now()` })
    .where(eq(paymentConnections.id, connectionId));
  await settle();
}

async function stateOf(email: string): Promise<string[]> {
  return (await world.grants(email))
    .map(({ status, revocationReason }) => [status, revocationReason].filter(Boolean).join(" "))
    .sort();
}

async function foundByAsking({ connectionId }: Pick<Shop, "connectionId">): Promise<number> {
  const rows = await db()
    .select({ externalId: inboxEvents.externalId })
    .from(inboxEvents)
    .where(eq(inboxEvents.connectionId, connectionId));
  return rows.filter(wasFoundByAsking).length;
}

async function livesOf({ connectionId }: Pick<Shop, "connectionId">) {
  const rows = await db()
    .select({ live: purchases.live })
    .from(purchases)
    .where(eq(purchases.connectionId, connectionId));
  const live = rows.filter((row) => row.live).length;
  return { live, ended: rows.length - live };
}
