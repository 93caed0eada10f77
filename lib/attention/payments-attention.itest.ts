import { and, eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { emails, inboxEvents, members, paymentConnections, users } from "@/db/schema";
import { decrypt } from "@/lib/crypto";
import { readHealth } from "@/lib/health";
import { newId } from "@/lib/ids";
import { readMetrics } from "@/lib/metrics";
import { attachEntitlement, listProducts } from "@/lib/products/products";
import { findInboxEvent, listInboxEvents } from "@/lib/purchases/find-inbox-events";
import { dismissEvents, startRerun } from "@/lib/purchases/rerun-events";
import { actor, openWorld, settle, type World } from "@/test/world/merchant-world";
import { countAttention } from "./list-causes";
import { mailPaymentProblems } from "./mail-payment-problems";
import { listPaymentCauses } from "./payment-causes";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

const causes = () => listPaymentCauses(db(), world.businessId);
const events = (filter = {}) =>
  listInboxEvents(db(), world.businessId, world.connection.id, { limit: 50, ...filter });

let made = 0;
/** An event as Dodo Payments sends it. */
async function hear(type: string, data: object, customer: object = { email: "kim@x.test" }) {
  const id = `evt_${made++}_${world.businessId}`;
  const body = { type, timestamp: new Date().toISOString(), data: { ...data, customer } };
  await world.receive({ id, body: JSON.stringify(body) });
  await settle();
  const [row] = await db()
    .select()
    .from(inboxEvents)
    .where(and(eq(inboxEvents.connectionId, world.connection.id), eq(inboxEvents.externalId, id)));
  return row?.id ?? "";
}

/** A paid sale that says nothing of what was sold. */
const bare = (payment_id: string) =>
  hear(
    "payment.succeeded",
    { payment_id, status: "succeeded", total_amount: 900, currency: "USD" },
    { customer_id: "cus_kim", email: "kim@x.test" },
  );

async function timeGoesBy(minutes: number) {
  await db()
    .update(inboxEvents)
    .set({
      receivedAt: sql`received_at - make_interval(mins => ${minutes})`,
      dueAt: sql`due_at - make_interval(mins => ${minutes})`,
    })
    .where(eq(inboxEvents.businessId, world.businessId));
}

async function causesInMail(to: string) {
  const [mail] = await db().select().from(emails).where(eq(emails.to, to));
  return mail && JSON.parse(decrypt(mail.props, `emails.props:${mail.id}`)).causes;
}

async function productNamed(name: string) {
  const product = (await listProducts(db(), world.businessId, { limit: 50 })).find(
    (one) => one.name === name,
  );
  if (!product) throw new Error(`no product ${name}`);
  return product;
}

test("events set aside for one reason are one cause with its people, and all of them run again", async () => {
  await hear("subscription.active", { subscription_id: 7 });
  const second = await hear("subscription.active", { subscription_id: 8 }, { email: "lea@x.test" });
  const [cause, ...others] = await causes();
  expect(others).toEqual([]);
  expect(cause).toMatchObject({
    problem: "parked",
    events: 2,
    people: 2,
    names: ["kim@x.test", "lea@x.test"],
  });
  expect(cause?.title).toContain("subscription_id");
  expect(await countAttention(db(), world.businessId)).toBe(2);
  expect(await events({ cause: cause?.key })).toHaveLength(2);

  await db()
    .update(inboxEvents)
    .set({
      body: JSON.stringify({ type: "license_key.created", timestamp: new Date().toISOString(), data: {} }),
    })
    .where(eq(inboxEvents.id, second));
  await inTransaction((tx) => startRerun(tx, world.businessId, cause?.key ?? "", actor));
  await settle();
  expect(await causes()).toMatchObject([{ events: 1, names: ["kim@x.test"] }]);
  expect((await findInboxEvent(db(), world.businessId, second)).processedAt).not.toBeNull();
});

test("ids in a reason do not make two causes of one", async () => {
  const reason = (id: string) => `Customer ${id} has no email address at Stripe. Add one there.`;
  for (const id of ["cus_A1b2C3", "cus_D4e5F6"]) {
    const event = await hear("subscription.active", { subscription_id: 7 });
    await db()
      .update(inboxEvents)
      .set({ parkedReason: reason(id) })
      .where(eq(inboxEvents.id, event));
  }
  expect(await causes()).toMatchObject([{ events: 2, steps: ["Add one there"] }]);
});

test("an event that is being retried shows after minutes, with the error's own sentence and no values", async () => {
  const id = await bare("pay_waits");
  await db()
    .update(inboxEvents)
    .set({
      processedAt: null,
      gaveNothing: null,
      dueAt: sql`now() + interval '1 minute'`,
      lastError: "Dodo Payments: Connection error.",
    })
    .where(eq(inboxEvents.id, id));
  expect(await causes()).toEqual([]);
  await timeGoesBy(6);
  expect(await causes()).toMatchObject([
    { problem: "waiting", title: "Events from Shop are waiting: Dodo Payments: Connection error." },
  ]);
  await db().update(inboxEvents).set({ dueAt: sql`now()` }).where(eq(inboxEvents.id, id));
  await settle();
  expect(await findInboxEvent(db(), world.businessId, id)).toMatchObject({ lastError: null });
  expect((await causes()).map(({ problem }) => problem)).toEqual(["unexplained"]);
});

test("money that names no product is a cause, until it is dismissed", async () => {
  const id = await bare("pay_bare");
  expect(await findInboxEvent(db(), world.businessId, id)).toMatchObject({
    gaveNothing: "unexplained",
    outcome: "payment; the payment names no product",
    person: "kim@x.test",
  });
  await timeGoesBy(2);
  const [cause] = await causes();
  expect(cause).toMatchObject({ problem: "unexplained", people: 1, names: ["kim@x.test"] });
  await inTransaction((tx) => dismissEvents(tx, world.businessId, cause?.key ?? "", actor));
  expect(await causes()).toEqual([]);
  const { outcome } = await findInboxEvent(db(), world.businessId, id);
  expect(outcome).toBe("dismissed by mona@demo.test: payment; the payment names no product");
});

test("a product that was sold and gives nothing is a cause, until something is attached", async () => {
  const guild = await world.guild();
  await world.buy("VIP", "vera@x.test");
  await timeGoesBy(2);
  expect(await causes()).toMatchObject([
    {
      problem: "product_gives_nothing",
      title: "VIP was sold and gives nothing",
      people: 1,
      names: ["vera@x.test"],
    },
  ]);
  expect((await events({ state: "gave_nothing" })).map(({ outcome }) => outcome)).toEqual([
    expect.stringContaining("VIP gives nothing: no entitlement is attached to it"),
  ]);
  const entitlement = await world.entitlement(guild.id, guild.roles.VIP ?? "", []);
  const { id } = await productNamed("VIP");
  await inTransaction((tx) =>
    attachEntitlement(tx, world.businessId, id, entitlement, { existingToo: true }, actor),
  );
  await settle();
  expect(await causes()).toEqual([]);
  expect(await world.statuses("vera@x.test")).toEqual(["pending"]);
});

test("what gives nothing on purpose is not asked about again; an end settles its sale", async () => {
  const { subscription_id } = await world.buy("VIP", "vera@x.test");
  await timeGoesBy(2);
  expect(await causes()).toHaveLength(1);
  await world.subscription(subscription_id, "cancel");
  expect(await causes()).toEqual([]);
  await world.buy("VIP", "vito@x.test");
  await timeGoesBy(2);
  const [cause] = await causes();
  await inTransaction((tx) => dismissEvents(tx, world.businessId, cause?.key ?? "", actor));
  await world.buy("VIP", "viola@x.test");
  await timeGoesBy(2);
  expect(await causes()).toEqual([]);
});

test("a sale that gives something is no cause", async () => {
  const guild = await world.guild();
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  await world.buy("Pro", "kim@x.test");
  await timeGoesBy(10);
  expect(await causes()).toEqual([]);
  expect(await countAttention(db(), world.businessId)).toBe(0);
});

test("a refused key and a silent webhook show on their connection, and go away", async () => {
  const here = eq(paymentConnections.id, world.connection.id);
  await db()
    .update(paymentConnections)
    .set({ catchUpError: "Dodo Payments refuses this API key" })
    .where(here);
  expect(await causes()).toMatchObject([
    {
      problem: "connection",
      title: "Gatehouse can't check Shop for missed events: Dodo Payments refuses this API key",
    },
  ]);
  await db()
    .update(paymentConnections)
    .set({ catchUpError: null, lastEventAt: sql`now() - interval '1 hour'` })
    .where(here);
  const id = newId("inboxEvent");
  await db()
    .insert(inboxEvents)
    .values({
      id,
      connectionId: world.connection.id,
      businessId: world.businessId,
      externalId: `poll_${id}`,
      bodyHash: id,
      type: "payment.succeeded",
      body: "{}",
      receivedAt: new Date(Date.now() - 10 * 60_000),
      processedAt: new Date(),
      dueAt: null,
    });
  expect(await causes()).toMatchObject([
    { problem: "connection", title: "The webhook of Shop is silent", events: 1 },
  ]);
  await db().update(paymentConnections).set({ lastEventAt: sql`now()` }).where(here);
  expect(await causes()).toEqual([]);
});

test("health and metrics count them, by provider", async () => {
  const before = await readHealth();
  await hear("subscription.active", { subscription_id: 7 });
  await bare("pay_bare");
  await timeGoesBy(2);
  const after = await readHealth();
  expect(after.payments).toBe("slow");
  expect(after.purchase_events.parked - before.purchase_events.parked).toBe(1);
  expect(after.purchase_events.unexplained - before.purchase_events.unexplained).toBe(1);
  const { text } = await readMetrics();
  expect(text).toMatch(/gatehouse_purchase_events\{state="parked",provider="dodo"\} [1-9]/);
});

test("owners and admins get one mail a day, grouped by cause, and none without news", async () => {
  const owner = await world.team();
  const viewerId = newId("user");
  const viewer = `${viewerId}@merchant.test`;
  await db().insert(users).values({ id: viewerId, email: viewer });
  await db()
    .insert(members)
    .values({ id: newId("member"), businessId: world.businessId, userId: viewerId, role: "viewer" });
  const day = (n: number) => new Date(Date.UTC(2030, 0, n, 12));
  const mails = () => world.mailsTo(owner);

  await mailPaymentProblems(day(1));
  expect(await mails()).toEqual([]);
  await hear("subscription.active", { subscription_id: 7 });
  await hear("subscription.active", { subscription_id: 8 });
  await mailPaymentProblems(day(1));
  await mailPaymentProblems(day(1));
  expect(await mails()).toEqual(["payments-need-attention"]);
  expect(await causesInMail(owner)).toMatchObject([{ events: 2, people: 1 }]);
  await mailPaymentProblems(day(2));
  expect(await mails()).toHaveLength(1);
  await bare("pay_news");
  await timeGoesBy(2);
  await mailPaymentProblems(day(1));
  expect(await mails()).toHaveLength(1);
  await mailPaymentProblems(day(2));
  expect(await mails()).toHaveLength(2);
  expect(await world.mailsTo(viewer)).toEqual([]);
});

test("a provider that is away for minutes is on the screen, and a mail only after half an hour", async () => {
  const owner = await world.team();
  const id = await bare("pay_waits");
  await db()
    .update(inboxEvents)
    .set({
      processedAt: null,
      gaveNothing: null,
      dueAt: sql`now() + interval '5 hours'`,
      lastError: "Dodo Payments: away",
    })
    .where(eq(inboxEvents.id, id));
  await timeGoesBy(10);
  await mailPaymentProblems();
  expect(await causes()).toMatchObject([{ problem: "waiting" }]);
  expect(await world.mailsTo(owner)).toEqual([]);
  await timeGoesBy(25);
  await mailPaymentProblems();
  expect(await world.mailsTo(owner)).toEqual(["payments-need-attention"]);
});
