import { and, asc, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { inboxEvents, paymentConnections, purchases } from "@/db/schema";
import { encrypt } from "@/lib/crypto";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { openWorld, settle, type World } from "@/test/world/merchant-world";
import { clearFaults, clearRequests, control, newUser, rolesOf } from "@/test/world/sandbox-world";
import { catchUp } from "./catch-up";
import { inboxState, listInboxEvents, wasFoundByAsking } from "./find-inbox-events";
import { storeMissedEvents } from "./store-missed-events";

let world: World;
let guild: { id: string; roles: Record<string, string> };
const role = (name: string) => guild.roles[name] ?? "";
type Event = { id: string; body: string };
type Sale = { payment_id: string; subscription_id: string | null };

beforeEach(async () => {
  await clearFaults();
  world = await openWorld();
  guild = await world.guild();
});

/** The provider does this, and its webhooks never arrive. */
async function unheard<Answer = object>(
  path: string,
  body: Record<string, unknown> = {},
): Promise<Answer & { events: Event[] }> {
  const answer = await control<Answer>(`/shop/${path}`, { ...body, account: world.account });
  return { ...answer, events: await world.events() };
}

const sellUnheard = (product: string, email: string) => unheard<Sale>("buy", { product, email, name: email });

/** What we know is an hour old. The provider dates its answers by the second, so what is younger may be as true. */
async function anHourPasses() {
  await db().execute(sql`
    update purchase_facts set as_of = as_of - interval '1 hour',
      body = jsonb_set(body, '{asOf}', to_jsonb(to_char((as_of - interval '1 hour') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
    where connection_id = ${world.connection.id}`);
  await db().execute(sql`
    update purchases set activated_at = activated_at - interval '1 hour' where connection_id = ${world.connection.id}`);
}

function hoursLater(text: string, hours: number): string {
  const body = JSON.parse(text);
  const timestamp = new Date(Date.parse(body.timestamp) + hours * 3_600_000).toISOString();
  return JSON.stringify({ ...body, timestamp });
}

const hourOld = ({ id, body }: Event): Event => ({ id, body: hoursLater(body, -1) });

/** The time to ask has come; `sweep`: and a day has passed since everything was read. */
async function cycle(sweep = false) {
  await anHourPasses();
  await setConnection({
    catchUpDueAt: sql`now()`,
    ...(sweep && { sweptAt: sql`swept_at - interval '25 hours'` }),
  });
  await settle();
}

const ofConnection = () => eq(paymentConnections.id, world.connection.id);

async function setConnection(values: Record<string, unknown>) {
  await db().update(paymentConnections).set(values).where(ofConnection());
}

async function connection() {
  const [row] = await db().select().from(paymentConnections).where(ofConnection());
  if (!row) throw new Error("no connection");
  return row;
}

async function found(): Promise<string[]> {
  const rows = await db()
    .select({ type: inboxEvents.type, externalId: inboxEvents.externalId })
    .from(inboxEvents)
    .where(and(eq(inboxEvents.connectionId, world.connection.id)))
    .orderBy(asc(inboxEvents.id));
  return rows.filter(wasFoundByAsking).map(({ type }) => type);
}

async function timesListed(list: string): Promise<number> {
  const { routes } = await control<{ routes: Record<string, { total: number }> }>("/requests");
  return routes[`GET /dodo/${list}`]?.total ?? 0;
}

describe("what is lost for the provider is found by asking", () => {
  beforeEach(async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("VIP"), ["VIP"]);
    await world.entitlement(guild.id, role("Member"), ["Lifetime"]);
  });

  test("a dispute whose loss was never reported ends the access, and is told once", async () => {
    const { payment_id } = await world.buy("Lifetime", "disputed@x.test");
    await world.payment(payment_id, "dispute", { outcome: "opened" });
    expect(await world.statuses("disputed@x.test")).toEqual(["pending"]);
    await unheard(`payments/${payment_id}/dispute`, { outcome: "lost" });
    await cycle(true);
    expect(await world.grants("disputed@x.test")).toMatchObject([
      { status: "revoked", revocationReason: "dispute_lost" },
    ]);
    await cycle(true);
    expect(await found()).toEqual(["dispute.lost"]);
  });

  test("a sale, a cancellation, a pause, a plan change and a refund, each once", async () => {
    const email = (name: string) => `${name}@x.test`;
    const ended = await world.buy("Pro", email("ended"));
    const user = await newUser("ended");
    await world.connect(email("ended"), user);
    const paused = await world.buy("Pro", email("paused"));
    const moved = await world.buy("Pro", email("moved"));
    const refunded = await world.buy("Lifetime", email("refunded"));
    expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);

    await sellUnheard("Pro", email("fresh"));
    await sellUnheard("Lifetime", email("once"));
    await unheard(`subscriptions/${ended.subscription_id}/cancel`);
    await unheard(`subscriptions/${paused.subscription_id}/pause`);
    await unheard(`subscriptions/${moved.subscription_id}/change-plan`, { product: "VIP" });
    await unheard(`payments/${refunded.payment_id}/refund`);
    await cycle();

    expect(await world.statuses(email("fresh"))).toEqual(["pending"]);
    expect(await world.statuses(email("once"))).toEqual(["pending"]);
    expect(await world.grants(email("ended"))).toMatchObject([
      { status: "revoked", revocationReason: "subscription_cancelled" },
    ]);
    expect(await rolesOf(guild.id, user)).toEqual([]);
    expect(await world.grants(email("paused"))).toMatchObject([
      { status: "revoked", revocationReason: "subscription_paused" },
    ]);
    expect((await world.statuses(email("moved"))).toSorted()).toEqual(["pending", "revoked"]);
    expect(await world.grants(email("refunded"))).toMatchObject([
      { status: "revoked", revocationReason: "refund" },
    ]);
    expect((await found()).toSorted()).toEqual([
      ...["payment.succeeded", "payment.succeeded", "refund.succeeded"],
      ...["subscription.active", "subscription.active", "subscription.updated", "subscription.updated"],
    ]);
    expect(await connection()).toMatchObject({ catchUpError: null, catchUpList: null });
  });

  test("a second cycle, and a sweep, write nothing", async () => {
    await sellUnheard("Pro", "carl@x.test");
    await sellUnheard("Lifetime", "cora@x.test");
    await cycle();
    const before = [await found(), await world.grants("carl@x.test"), await world.grants("cora@x.test")];
    const { caughtUpAt, sweptAt } = await connection();
    await cycle();
    expect((await connection()).caughtUpAt?.getTime()).toBeGreaterThan(caughtUpAt?.getTime() ?? 0);
    expect((await connection()).sweptAt).toEqual(sweptAt);
    await cycle(true);
    expect((await connection()).sweptAt?.getTime()).toBeGreaterThan(sweptAt?.getTime() ?? 0);
    expect([await found(), await world.grants("carl@x.test"), await world.grants("cora@x.test")]).toEqual(
      before,
    );
    await sellUnheard("Lifetime", "late@x.test");
    await cycle();
    expect(await world.statuses("late@x.test")).toEqual(["pending"]);
  });

  test("the events themselves, when they come after all, change nothing", async () => {
    const sale = await sellUnheard("Pro", "carl@x.test");
    await cycle();
    const before = await world.grants("carl@x.test");
    for (const event of sale.events) await world.receive(hourOld(event));
    await settle();
    expect(await world.grants("carl@x.test")).toEqual(before);
    expect(before).toHaveLength(1);
    expect(await world.published(before[0]?.id ?? "")).toEqual(["created"]);
  });

  test("a late event that is older than what was found changes nothing, a newer one wins", async () => {
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    const pause = await unheard(`subscriptions/${subscription_id}/pause`);
    await unheard(`subscriptions/${subscription_id}/unpause`);
    await unheard(`subscriptions/${subscription_id}/hold`);
    await cycle();
    expect((await world.grant("carl@x.test")).revocationReason).toBe("subscription_on_hold");
    for (const event of pause.events) await world.receive(hourOld(event));
    await settle();
    expect((await world.grant("carl@x.test")).revocationReason).toBe("subscription_on_hold");
    await world.subscription(subscription_id, "activate");
    expect(await world.statuses("carl@x.test")).toEqual(["pending"]);
    await cycle(true);
    expect(await found()).toEqual(["subscription.updated"]);
  });

  test("catching up never overrides events received after the provider answered", async () => {
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    const { events } = await unheard(`subscriptions/${subscription_id}/pause`);
    for (const event of events) await world.receive({ ...event, body: hoursLater(event.body, 2) });
    await unheard(`subscriptions/${subscription_id}/unpause`);
    await cycle();
    expect(await found()).toEqual([]);
    expect(await world.statuses("carl@x.test")).toEqual(["revoked"]);
  });

  test("a resumed subscription restores access with the same grant", async () => {
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    await world.subscription(subscription_id, "pause");
    const [revoked] = await world.grants("carl@x.test");
    await unheard(`subscriptions/${subscription_id}/unpause`);
    await cycle();
    expect(await world.grants("carl@x.test")).toMatchObject([{ id: revoked?.id, status: "pending" }]);
    expect(await found()).toEqual(["subscription.active"]);
  });

  test("a new end date is reported, and doesn't restore what a lost dispute took", async () => {
    const { subscription_id, payment_id } = await world.buy("Pro", "carl@x.test");
    await world.payment(payment_id, "dispute", { outcome: "lost" });
    expect((await world.grant("carl@x.test")).revocationReason).toBe("dispute_lost");
    await unheard(`subscriptions/${subscription_id}/cancel-at-period-end`);
    await cycle();
    expect(await found()).toEqual(["subscription.updated"]);
    expect((await world.grant("carl@x.test")).status).toBe("revoked");
    const [purchase] = await db()
      .select()
      .from(purchases)
      .where(and(eq(purchases.connectionId, world.connection.id), eq(purchases.kind, "subscription")));
    expect(purchase?.cancelAt).not.toBeNull();
  });

  test("a sale that is found after its dispute was lost gives nothing", async () => {
    const { payment_id } = await sellUnheard("Pro", "carl@x.test");
    const lost = await unheard(`payments/${payment_id}/dispute`, { outcome: "lost" });
    // Sold an hour ago, disputed half an hour ago, and listed now.
    await setConnection({ createdAt: sql`now() - interval '1 day'` });
    const row = await connection();
    const { provider, access } = providerOf(row);
    const createdAt = new Date(Date.now() - 3_600_000);
    for (const list of ["payments", "subscriptions"] as const) {
      const { items } = await provider.listPage(access, { list, cursor: null, since: null });
      await storeMissedEvents(
        row,
        items.map((item) => ({ ...item, createdAt })),
      );
    }
    await settle();
    expect(await world.statuses("carl@x.test")).toEqual(["pending"]);
    for (const event of lost.events) await world.receive({ ...event, body: hoursLater(event.body, -0.5) });
    await settle();
    expect((await world.grant("carl@x.test")).revocationReason).toBe("dispute_lost");
  });

  test("what was sold before the merchant connected is left alone", async () => {
    await sellUnheard("Pro", "carl@x.test");
    await setConnection({ createdAt: sql`now() + interval '1 second'` });
    await cycle();
    expect(await found()).toEqual([]);
    expect(await world.grants("carl@x.test")).toEqual([]);
  });

  test("the log says which events were found by asking; webhooks that are silent stay seen as silent", async () => {
    await sellUnheard("Pro", "carl@x.test");
    await cycle();
    const log = await listInboxEvents(db(), world.businessId, world.connection.id, { limit: 10 });
    expect(log.map((event) => [wasFoundByAsking(event), inboxState(event)])).toEqual([
      [true, "done"],
      [true, "done"],
    ]);
    expect((await connection()).lastEventAt).toBeNull();
  });
});

describe("page by page", () => {
  test("250 subscriptions on three pages are all read, and a killed sweep goes on at its page", async () => {
    for (let sold = 0; sold < 250; sold++)
      await control("/shop/buy", { product: "Pro", email: `c${sold}@x.test`, account: world.account });
    while ((await connection()).catchUpCursor !== "1" || (await connection()).catchUpList !== "subscriptions")
      await catchUp(world.connection.id);
    await clearRequests();
    await cycle();
    expect(await timesListed("subscriptions")).toBe(2);
    expect(await timesListed("payments")).toBe(0);
    expect(await db().$count(purchases, eq(purchases.connectionId, world.connection.id))).toBe(250);
    expect(await found()).toHaveLength(500);
    await clearRequests();
    await cycle(true);
    expect(await timesListed("subscriptions")).toBe(3);
    expect(await found()).toHaveLength(500);
  }, 120_000);

  test("a step that is killed before its page is saved reports nothing twice", async () => {
    await sellUnheard("Lifetime", "carl@x.test");
    await sellUnheard("Pro", "cora@x.test");
    await catchUp(world.connection.id);
    await setConnection({ catchUpList: "payments", catchUpCursor: null });
    await catchUp(world.connection.id);
    expect(await found()).toEqual(["payment.succeeded", "payment.succeeded"]);
  });
});

describe("a provider that does not answer", () => {
  const setKey = async (key: string) =>
    setConnection({ apiKey: encrypt(key, `payment_connections.api_key:${world.connection.id}`) });

  test("a refused key shows on the connection and stops no other one", async () => {
    const { apiKey } = await connection();
    await sellUnheard("Pro", "carl@x.test");
    await setKey("a key that was taken back");
    await setConnection({ catchUpDueAt: sql`now()` });
    const refused = world;
    world = await openWorld();
    await sellUnheard("Pro", "cora@x.test");
    await cycle();
    expect(await found()).toHaveLength(2);

    world = refused;
    const shown = await connection();
    expect(shown).toMatchObject({ catchUpError: "Dodo Payments refuses this API key", caughtUpAt: null });
    expect(shown.catchUpDueAt?.getTime()).toBeGreaterThan(Date.now() + 10 * 60_000);
    await setConnection({ apiKey });
    await cycle();
    expect((await connection()).catchUpError).toBeNull();
    expect(await found()).toHaveLength(2);
  });

  test("one that is away is asked again soon, and says so meanwhile", async () => {
    await control("/faults", { route: "GET /dodo/refunds", kind: "503" });
    await sellUnheard("Pro", "carl@x.test");
    await cycle();
    const away = await connection();
    expect(away).toMatchObject({ catchUpList: "refunds", caughtUpAt: null, catchUpAttempts: 0 });
    expect(away.catchUpError).toContain("503");
    expect(away.catchUpDueAt?.getTime()).toBeLessThan(Date.now() + 60_000);
    await clearFaults();
    await cycle();
    expect(await connection()).toMatchObject({ catchUpError: null, catchUpList: null });
    expect(await found()).toHaveLength(2);
  });

  test("one that is disconnected is left in peace", async () => {
    await setConnection({ disconnectedAt: sql`now()`, catchUpDueAt: sql`now()` });
    await settle();
    expect(await connection()).toMatchObject({ catchUpDueAt: null, caughtUpAt: null });
  });
});
