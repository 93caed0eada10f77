import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRig, openSink, type Rig, type Sink } from "./rig";
import { openShops } from "./shops";
import type { Product, Shop } from "./story";
import type { Claimed } from "./web";

/*
 * A worker dies during a call: before Discord has applied it (`hang-headers`), or after (`hang-body`). The worker
 * that takes over must reach the same result as an undisturbed one.
 */
const member = "/guilds/{guild_id}/members/{user_id}";
const points = {
  "reading the member": `GET ${member}`,
  "adding the member": `PUT ${member}`,
  "giving the role": `PUT ${member}/roles/{role_id}`,
  "taking the role": `DELETE ${member}/roles/{role_id}`,
  "sending the mail": "POST /emails",
} as const;

let rig: Rig;
let sink: Sink;
let shop: Shop;
let users: string[];
let number = 0;

beforeAll(async () => {
  rig = await openRig({ timeScale: 20, workers: 1 });
  sink = await openSink(() => 1);
  await rig.startWeb();
  const world = await openShops(rig, { guilds: 1, strangers: 30, sink: sink.url });
  [shop] = world.shops as [Shop];
  users = world.strangers;
  rig.startWorkers();
}, 120_000);

afterAll(async () => {
  await sink?.close();
  await rig?.close();
});

/** A new customer whose Pro is delivered. */
async function customer() {
  number += 1;
  const person = {
    id: `cus_crash_${number}`,
    user: users[number] ?? "",
    subscription: `sub_crash_${number}`,
  };
  await sendEvent("subscription.active", subscription(person, "active", "Pro"));
  await until(async () => (await statuses(person.id)).length > 0);
  await rig.web<Claimed>("/claim", { customerId: person.id, user: person.user });
  await until(async () => (await statuses(person.id)).join() === "delivered");
  return person;
}
type Person = Awaited<ReturnType<typeof customer>>;

const buyer = ({ id }: Pick<Person, "id">) => ({ customer_id: id, email: `${id}@crash.test`, name: id });

function subscription(person: Person, status: string, product: Product) {
  return {
    subscription_id: person.subscription,
    product_id: shop.products[product],
    status,
    customer: buyer(person),
    recurring_pre_tax_amount: 1000,
    currency: "USD",
  };
}

function payment(person: Person) {
  return {
    payment_id: `pay_${person.id}`,
    product_cart: [{ product_id: shop.products.Lifetime }],
    status: "succeeded",
    total_amount: 1000,
    currency: "USD",
    customer: buyer(person),
  };
}

let sent = 0;
async function sendEvent(type: string, data: unknown): Promise<void> {
  const now = new Date();
  const id = `msg_crash_${sent++}`;
  const timestamp = new Date(now.getTime() + sent).toISOString();
  const body = JSON.stringify({ business_id: shop.connection.account, type, timestamp, data });
  const response = await fetch(`${rig.webUrl}/hooks/${shop.connection.id}`, {
    method: "POST",
    body,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": new Webhook(shop.connection.secret).sign(id, now, body),
    },
  });
  expect(response.status).toBe(200);
}

async function statuses(customerId: string): Promise<string[]> {
  const rows = await rig.sql<{ status: string }[]>`
    select g.status from grants g join customers c on c.id = g.customer_id
    where c.external_id = ${customerId} order by g.created_at, g.id`;
  return rows.map(({ status }) => status);
}

async function rolesOf(user: string): Promise<string[] | null> {
  const { members } = await rig.control<{ members: { user_id: string; roles: string[] }[] }>(
    `/discord/guilds/${shop.guildId}?audit=0`,
  );
  return members.find(({ user_id }) => user_id === user)?.roles.sort() ?? null;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error("it did not happen within a minute");
    await sleep(50);
  }
}

/** Makes the next call of this kind hang. The function returned kills the worker once it does. */
async function dieAt(point: keyof typeof points, kind: string): Promise<() => Promise<void>> {
  const { id } = await rig.control<{ id: string }>("/faults", { route: points[point], kind, count: 1 });
  return async () => {
    await until(async () => {
      const { faults } = await rig.control<{ faults: { id: string; hits: number }[] }>("/faults");
      return (faults.find((fault) => fault.id === id)?.hits ?? 0) > 0;
    });
    await sleep(100);
    rig.kill("worker-1");
    await fetch(`${rig.sandboxUrl}/control/faults`, { method: "DELETE" });
  };
}

/** Waits until all events and accesses are processed (re-checks may be due) and the customer has these grants. */
async function settled(customerId: string, wanted: string): Promise<void> {
  await until(async () => {
    const [row] = await rig.sql<{ left: number }[]>`
      select ((select count(*) from accesses where gen > applied)
        + (select count(*) from inbox_events where processed_at is null))::int as left`;
    return row?.left === 0 && (await statuses(customerId)).join() === wanted;
  });
  const [gaps] = await rig.sql<{ n: number }[]>`
    select count(*)::int as n from (select g.id from grants g
      left join grant_events e on e.grant_id = g.id and e.transition is not null
      group by g.id having count(e.id) <> g.transition + 1) broken`;
  expect(gaps?.n).toBe(0);
}

describe.each(["hang-headers", "hang-body"])("the worker dies during a call (%s)", (kind) => {
  test.each(["reading the member", "giving the role"] as const)("%s, for a purchase", async (point) => {
    const person = await customer();
    const dead = await dieAt(point, kind);
    await sendEvent("subscription.plan_changed", subscription(person, "active", "VIP"));
    await dead();
    await settled(person.id, "delivered,delivered");
    expect(await rolesOf(person.user)).toEqual([shop.roles.Pro, shop.roles.VIP].sort());
  });

  test("adding the member, for a purchase", async () => {
    const person = await customer();
    await rig.control(`/discord/guilds/${shop.guildId}/leave`, { user_id: person.user });
    const dead = await dieAt("adding the member", kind);
    await sendEvent("payment.succeeded", payment(person));
    await dead();
    await settled(person.id, Array.from({ length: shop.sellsMembership ? 3 : 2 }, () => "delivered").join());
    expect(await rolesOf(person.user)).toEqual([shop.roles.Pro]);
  });

  test.each(["reading the member", "taking the role"] as const)("%s, for a cancellation", async (point) => {
    const person = await customer();
    const dead = await dieAt(point, kind);
    await sendEvent("subscription.cancelled", subscription(person, "cancelled", "Pro"));
    await dead();
    await settled(person.id, "revoked");
    expect(await rolesOf(person.user)).toEqual([]);
  });

  test("taking the role, and the purchase is active again before the next worker starts", async () => {
    const person = await customer();
    const dead = await dieAt("taking the role", kind);
    await sendEvent("subscription.on_hold", subscription(person, "on_hold", "Pro"));
    await dead();
    await sendEvent("subscription.active", subscription(person, "active", "Pro"));
    await settled(person.id, "delivered");
    expect(await rolesOf(person.user)).toEqual([shop.roles.Pro]);
  });

  test("sending the mail: exactly one is sent", async () => {
    number += 1;
    const person = { id: `cus_crash_${number}`, user: "", subscription: `sub_crash_${number}` };
    const dead = await dieAt("sending the mail", kind);
    await sendEvent("subscription.active", subscription(person, "active", "Pro"));
    await dead();
    await until(async () => {
      const [row] = await rig.sql<{ n: number }[]>`
        select count(*)::int as n from emails where "to" = ${`${person.id}@crash.test`} and status = 'sent'`;
      return row?.n === 1;
    });
    expect(await rig.control<unknown[]>(`/inbox?to=${person.id}@crash.test`)).toHaveLength(1);
  });
});
