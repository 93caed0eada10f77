import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { inboxEvents, paymentConnections } from "@/db/schema";
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
async function catchUpNow({ connectionId }: Shop): Promise<void> {
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

async function foundByAsking({ connectionId }: Shop): Promise<number> {
  const rows = await db()
    .select({ externalId: inboxEvents.externalId })
    .from(inboxEvents)
    .where(eq(inboxEvents.connectionId, connectionId));
  return rows.filter(wasFoundByAsking).length;
}
