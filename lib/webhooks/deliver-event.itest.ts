import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import {
  businesses,
  deliveries,
  deliveryAttempts,
  emails,
  members,
  users,
  webhookEndpoints,
  webhookEvents,
} from "@/db/schema";
import type { Actor } from "@/lib/audit";
import { newId } from "@/lib/ids";
import { deliverEvent } from "./deliver-event";
import { dueDeliveries } from "./due-deliveries";
import { updateHeaders } from "./endpoint-headers";
import { revealSecret, rotateSecret } from "./endpoint-secret";
import { createEndpoint, deleteEndpoint, updateEndpoint } from "./endpoints";
import { countDeliveries, findDelivery, listDeliveries } from "./find-deliveries";
import { type Endpoint, findEndpoint, listEndpoints } from "./find-endpoints";
import { type EventType, publishEvent } from "./publish-event";
import { replayDelivery } from "./replay-delivery";
import { countReplay, latestReplay, startReplay, stepReplay } from "./replay-failed";
import { retryDelays } from "./schedule";
import { sendTestEvent } from "./send-test-event";

type Heard = { headers: IncomingHttpHeaders; body: string };

const actor: Actor = { kind: "person", id: "usr_1", label: "mona@demo.test" };
let receiver: { url: string; heard: Heard[]; close(): Promise<void> };
let respond: (response: ServerResponse) => void;
let businessId: string;

beforeAll(async () => {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      respond(response);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = () => new Promise<void>((done) => server.close(() => done()).closeAllConnections());
  receiver = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard, close };
});
afterAll(() => receiver.close());

beforeEach(async () => {
  receiver.heard.length = 0;
  respond = (response) => response.end("ok");
  businessId = newId("business");
  await db().insert(businesses).values({ id: businessId, slug: businessId.toLowerCase(), name: "Demo" });
  await addMember("owner@demo.test", "owner");
  await addMember("viewer@demo.test", "viewer");
});

async function addMember(email: string, role: "owner" | "viewer"): Promise<void> {
  const userId = newId("user");
  await db()
    .insert(users)
    .values({ id: userId, email: `${businessId}+${email}` });
  await db()
    .insert(members)
    .values({ id: newId("member"), businessId, userId, role });
}

function endpoint(input: Partial<Parameters<typeof createEndpoint>[2]> = {}): Promise<Endpoint> {
  return inTransaction((tx) => createEndpoint(tx, businessId, { url: receiver.url, ...input }, actor));
}

function grantData(status: string): Record<string, unknown> {
  const oauth_url = "https://gate.example.com/connect/discord/SECRETTOKEN";
  return { id: "entg_x", status, oauth_url, metadata: {}, customer_id: "cus_x", expires_at: null };
}

async function publish(what = "created", grantId = newId("grant"), transition = 0): Promise<string> {
  return inTransaction((tx) =>
    publishEvent(tx, {
      businessId,
      type: `entitlement_grant.${what}` as EventType,
      grantId,
      transition,
      data: grantData(what === "created" ? "pending" : what),
      occurredAt: new Date("2026-11-22T12:00:00Z"),
    }),
  );
}

/** Of this test's own business; other tests leave things due. */
async function due(inWork: string[] = []): Promise<string[]> {
  const own = await listDeliveries(db(), businessId, { limit: 1000 });
  const all = await db().execute<{ id: string }>(dueDeliveries(1000, inWork));
  return all.map(({ id }) => id).filter((id) => own.some((delivery) => delivery.id === id));
}

async function onlyDelivery() {
  const [row, ...more] = await db().select().from(deliveries).where(eq(deliveries.businessId, businessId));
  if (!row || more.length > 0) throw new Error("expected one delivery");
  return row;
}

/** As if the time until the next attempt had passed. */
async function makeDue(id: string): Promise<void> {
  await db().update(deliveries).set({ dueAt: sql`now()` }).where(eq(deliveries.id, id));
}

async function secondsUntilDue(id: string): Promise<number> {
  const [row] = await db().execute(
    sql`select extract(epoch from due_at - clock_timestamp())::float8 as wait from deliveries where id = ${id}`,
  );
  return Number(row?.wait);
}

describe("publishing", () => {
  test("one row per enabled endpoint that wants the type; the same transition told twice is one event", async () => {
    const all = await endpoint();
    const some = await endpoint({ filterTypes: ["entitlement_grant.created"] });
    await endpoint({ filterTypes: ["entitlement_grant.revoked", "payment.succeeded"] });
    await endpoint({ disabled: true });
    const grantId = newId("grant");
    const id = await publish("created", grantId, 0);
    expect(await publish("created", grantId, 0)).toBe(id);
    expect(id).toBe(`evt_${grantId.slice(5)}_0`);
    const rows = await db().select().from(deliveries).where(eq(deliveries.eventId, id));
    expect(rows.map((row) => row.endpointId).sort()).toEqual([all.id, some.id].sort());
  });

  test("what is rolled back is told to nobody", async () => {
    await endpoint();
    const undone = inTransaction(async (tx) => {
      const event = {
        businessId,
        type: "entitlement_grant.created" as const,
        grantId: newId("grant"),
        transition: 0,
      };
      await publishEvent(tx, { ...event, data: grantData("pending"), occurredAt: new Date() });
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    expect(await listDeliveries(db(), businessId, {})).toEqual([]);
  });

  test("other businesses' endpoints hear nothing", async () => {
    await endpoint();
    const mine = businessId;
    businessId = newId("business");
    await db().insert(businesses).values({ id: businessId, slug: businessId.toLowerCase(), name: "Other" });
    await publish();
    expect(await listDeliveries(db(), mine, {})).toEqual([]);
  });

  test("no claim link lies open in the tables", async () => {
    await endpoint();
    await publish();
    await deliverEvent((await onlyDelivery()).id);
    expect(receiver.heard[0]?.body).toContain("SECRETTOKEN");
    const rows = JSON.stringify([
      await db().select().from(webhookEvents),
      await db().select().from(deliveryAttempts),
      await db().select().from(webhookEndpoints),
    ]);
    expect(rows).not.toContain("SECRETTOKEN");
    expect(rows).not.toContain("whsec_");
  });
});

describe("one attempt", () => {
  test("is signed, in Dodo's envelope, and recorded with request, answer and time", async () => {
    respond = (response) => response.writeHead(200, { "x-seen": "yes" }).end('{"received":true}');
    const { id } = await endpoint();
    const eventId = await publish();
    const { id: deliveryId } = await onlyDelivery();
    expect(await due()).toContain(deliveryId);
    await deliverEvent(deliveryId);
    const [heard] = receiver.heard;
    const secret = await revealSecret(db(), businessId, id, actor);
    const event = new Webhook(secret).verify(heard?.body ?? "", heard?.headers as Record<string, string>);
    expect(event).toEqual({
      business_id: businessId,
      type: "entitlement_grant.created",
      timestamp: "2026-11-22T12:00:00.000Z",
      data: { payload_type: "EntitlementGrant", ...grantData("pending") },
    });
    expect(heard?.headers).toMatchObject({ "webhook-id": eventId, "content-type": "application/json" });
    const delivery = await findDelivery(db(), businessId, deliveryId);
    expect(delivery).toMatchObject({
      status: "delivered",
      nextAttemptAt: null,
      lastStatusCode: 200,
      body: heard?.body,
    });
    expect(delivery.tries).toHaveLength(1);
    expect(delivery.tries[0]).toMatchObject({
      number: 1,
      statusCode: 200,
      responseBody: '{"received":true}',
      requestBody: heard?.body,
      error: null,
    });
    expect(delivery.tries[0]?.responseHeaders?.["x-seen"]).toBe("yes");
    expect(delivery.tries[0]?.requestHeaders["webhook-signature"]).toMatch(/^v1,/);
    await deliverEvent(deliveryId);
    expect(receiver.heard).toHaveLength(1);
  });

  test("the SDK's spelling for endpoints that ask for it", async () => {
    await endpoint({ spelling: "sdk" });
    await publish("delivered", newId("grant"), 1);
    await deliverEvent((await onlyDelivery()).id);
    expect(JSON.parse(receiver.heard[0]?.body ?? "").data.status).toBe("Delivered");
  });

  test("ten attempts on the schedule with the same id and bytes, then it has failed", async () => {
    respond = (response) => response.writeHead(500).end("down");
    const { id } = await endpoint();
    await publish();
    const delivery = await onlyDelivery();
    for (const delay of retryDelays) {
      await deliverEvent(delivery.id);
      expect((await onlyDelivery()).status).toBe("pending");
      const wait = await secondsUntilDue(delivery.id);
      expect(wait).toBeGreaterThan(delay * 0.8 - 2);
      expect(wait).toBeLessThan(delay * 1.2 + 1);
      await deliverEvent(delivery.id);
      await makeDue(delivery.id);
      // Even a change of spelling in between leaves the bytes alone.
      await inTransaction((tx) => updateEndpoint(tx, businessId, id, { spelling: "sdk" }, actor));
    }
    await deliverEvent(delivery.id);
    expect(await onlyDelivery()).toMatchObject({ status: "failed", attempts: 10, dueAt: null });
    expect(receiver.heard).toHaveLength(10);
    expect(new Set(receiver.heard.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.heard.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    const shown = await findDelivery(db(), businessId, delivery.id);
    expect(shown.tries.map((attempt) => attempt.number)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  test("Retry-After is kept", async () => {
    respond = (response) => response.writeHead(429, { "retry-after": "600" }).end();
    await endpoint();
    await publish();
    const { id } = await onlyDelivery();
    await deliverEvent(id);
    expect(await secondsUntilDue(id)).toBeGreaterThan(590);
  });

  test("a redirect is a failure", async () => {
    respond = (response) => response.writeHead(302, { location: receiver.url }).end();
    await endpoint();
    await publish();
    const { id } = await onlyDelivery();
    await deliverEvent(id);
    expect(await onlyDelivery()).toMatchObject({ status: "pending", attempts: 1 });
    expect(receiver.heard).toHaveLength(1);
  });

  test("an attempt whose record was lost is made again with the same id and bytes", async () => {
    await endpoint();
    await publish();
    const { id } = await onlyDelivery();
    await deliverEvent(id);
    // As after a kill between the answer and the commit.
    await db().delete(deliveryAttempts).where(eq(deliveryAttempts.deliveryId, id));
    await db()
      .update(deliveries)
      .set({ status: "pending", attempts: 0, dueAt: sql`now()` })
      .where(eq(deliveries.id, id));
    await deliverEvent(id);
    const [first, second] = receiver.heard;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
  });

  test("an address that became forbidden is an attempt that failed, and nothing is sent", async () => {
    const { id: endpointId } = await endpoint();
    await publish();
    const { id } = await onlyDelivery();
    await db()
      .update(webhookEndpoints)
      .set({ url: "https://10.0.0.1/" })
      .where(eq(webhookEndpoints.id, endpointId));
    await deliverEvent(id);
    const shown = await findDelivery(db(), businessId, id);
    expect(shown.tries[0]?.error).toContain("must be a host on the public internet");
    expect(shown.status).toBe("pending");
  });
});

describe("headers", () => {
  test("go along; sensitive ones are never shown again, not even in the log", async () => {
    const { id } = await endpoint({ headers: { "X-Team": "blue", Authorization: "Bearer hidden-1" } });
    await inTransaction((tx) =>
      updateHeaders(
        tx,
        businessId,
        id,
        { "x-plain": { value: "hidden-2", sensitive: true }, "x-team": "red" },
        actor,
      ),
    );
    await publish();
    const { id: deliveryId } = await onlyDelivery();
    await deliverEvent(deliveryId);
    expect(receiver.heard[0]?.headers).toMatchObject({
      "x-team": "red",
      authorization: "Bearer hidden-1",
      "x-plain": "hidden-2",
    });
    const shown = JSON.stringify([
      await findDelivery(db(), businessId, deliveryId),
      await db().select().from(webhookEndpoints),
      await db().select().from(deliveryAttempts),
    ]);
    expect(shown).not.toMatch(/hidden-[12]/);
    await inTransaction((tx) => updateHeaders(tx, businessId, id, { authorization: null }, actor));
    expect((await findEndpoint(db(), businessId, id)).sensitiveHeaders).toEqual(["x-plain"]);
  });

  test.each([
    ["Host", "x"],
    ["webhook-id", "x"],
    ["Content-Length", "1"],
    ["Proxy-Authorization", "x"],
    ["a b", "x"],
    ["", "x"],
    ["x-a", "one\r\nx-b: two"],
    ["x-a", "é"],
    ["x-a", "a".repeat(2001)],
  ])("%j: %j is refused", async (name, value) => {
    await expect(endpoint({ headers: { [name]: value } })).rejects.toMatchObject({ code: "invalid" });
  });
});

test("rotation: for 24 hours both secrets verify, then only the new one", async () => {
  const { id } = await endpoint();
  const old = await revealSecret(db(), businessId, id, actor);
  const { secret } = await inTransaction((tx) => rotateSecret(tx, businessId, id, actor));
  await publish();
  await deliverEvent((await onlyDelivery()).id);
  const verify = (key: string, at: number) =>
    new Webhook(key).verify(
      receiver.heard[at]?.body ?? "",
      receiver.heard[at]?.headers as Record<string, string>,
    );
  expect(verify(old, 0)).toBeTruthy();
  expect(verify(secret, 0)).toBeTruthy();
  await db()
    .update(webhookEndpoints)
    .set({ previousSecretUntil: sql`now() - interval '1 second'` })
    .where(eq(webhookEndpoints.id, id));
  await inTransaction(async (tx) => replayDelivery(tx, businessId, (await onlyDelivery()).id, actor));
  await deliverEvent((await onlyDelivery()).id);
  expect(() => verify(old, 1)).toThrow();
  expect(verify(secret, 1)).toBeTruthy();
});

describe("pauses", () => {
  const mails = async () =>
    (await db().select().from(emails).where(eq(emails.businessId, businessId))).map(({ template, to }) => [
      template,
      to,
    ]);

  test("410 pauses at once, tells the owners, and keeps what waits", async () => {
    respond = (response) => response.writeHead(410).end();
    const { id } = await endpoint();
    await publish();
    await publish();
    const [first, second] = await due();
    await deliverEvent(first ?? "");
    expect(await findEndpoint(db(), businessId, id)).toMatchObject({
      disabled: true,
      disabledReason: "gone",
    });
    expect(await mails()).toEqual([["webhook-paused", `${businessId}+owner@demo.test`]]);
    expect(await due()).not.toContain(second);
    await deliverEvent(second ?? "");
    expect(receiver.heard).toHaveLength(1);
    respond = (response) => response.end();
    await inTransaction((tx) => updateEndpoint(tx, businessId, id, { disabled: false }, actor));
    expect(await due()).toContain(second);
  });

  async function failOnce(id: string, days: number, failures: number) {
    await db()
      .update(webhookEndpoints)
      .set({ failures, failingSince: sql`now() - make_interval(days => ${days})` })
      .where(eq(webhookEndpoints.id, id));
    await publish();
    for (const delivery of await due()) await deliverEvent(delivery);
  }

  test("a mail after a day, a pause after five days and 20 failures, one mail of each kind per spell", async () => {
    respond = (response) => response.writeHead(500).end();
    const { id } = await endpoint();
    await publish();
    for (const delivery of await due()) await deliverEvent(delivery);
    expect(await mails()).toEqual([]);
    await failOnce(id, 1, 3);
    await failOnce(id, 1, 4);
    expect(await mails()).toEqual([["webhook-failing", `${businessId}+owner@demo.test`]]);
    await failOnce(id, 6, 10);
    expect((await findEndpoint(db(), businessId, id)).disabled).toBe(false);
    await failOnce(id, 4, 100);
    expect((await findEndpoint(db(), businessId, id)).disabled).toBe(false);
    await failOnce(id, 5, 19);
    expect(await findEndpoint(db(), businessId, id)).toMatchObject({
      disabled: true,
      disabledReason: "failing",
    });
    expect((await mails()).map(([template]) => template)).toEqual(["webhook-failing", "webhook-paused"]);
  });

  test("one good answer ends the spell", async () => {
    const { id } = await endpoint();
    await failOnce(id, 6, 300);
    expect(await findEndpoint(db(), businessId, id)).toMatchObject({
      failures: 0,
      failingSince: null,
      disabled: false,
    });
  });

  test("by hand: nothing is queued meanwhile, and it can be fetched afterwards", async () => {
    const { id } = await endpoint();
    await inTransaction((tx) => updateEndpoint(tx, businessId, id, { disabled: true }, actor));
    expect(await findEndpoint(db(), businessId, id)).toMatchObject({ disabledReason: "by_hand" });
    await publish();
    expect(await listDeliveries(db(), businessId, {})).toEqual([]);
    await inTransaction((tx) => updateEndpoint(tx, businessId, id, { disabled: false }, actor));
    const since = new Date("2026-11-22T00:00:00Z");
    expect(await countReplay(db(), businessId, id, { since, missed: false })).toBe(0);
    expect(await countReplay(db(), businessId, id, { since, missed: true })).toBe(1);
  });
});

test("a test event is signed, tried once, and reaches a paused endpoint without counting", async () => {
  respond = (response) => response.writeHead(500).end();
  const { id } = await endpoint({ disabled: true });
  const deliveryId = await inTransaction((tx) =>
    sendTestEvent(tx, businessId, id, "entitlement_grant.revoked", actor),
  );
  expect(await due()).toContain(deliveryId);
  await deliverEvent(deliveryId);
  expect(await onlyDelivery()).toMatchObject({ status: "failed", attempts: 1, dueAt: null });
  expect(await findEndpoint(db(), businessId, id)).toMatchObject({ failures: 0, failingSince: null });
  const secret = await revealSecret(db(), businessId, id, actor);
  const [heard] = receiver.heard;
  expect(
    new Webhook(secret).verify(heard?.body ?? "", heard?.headers as Record<string, string>),
  ).toMatchObject({
    type: "entitlement_grant.revoked",
    data: { status: "revoked", metadata: { test: true } },
  });
});

describe("what is due", () => {
  test("four per endpoint, one while it fails, oldest first, taking turns between endpoints", async () => {
    const many = await endpoint();
    const grants = Array.from({ length: 6 }, () => newId("grant"));
    for (const grant of grants) await publish("created", grant);
    const few = await endpoint();
    await publish();
    const rows = await listDeliveries(db(), businessId, { limit: 100 });
    const endpointOf = (id: string) => rows.find((row) => row.id === id)?.endpoint.id;
    const first = await due();
    expect(first.map(endpointOf)).toEqual([many.id, few.id, many.id, many.id, many.id]);
    expect(rows.find((row) => row.id === first[0])?.event.grantId).toBe(grants[0]);
    const [busy] = first;
    const others = await due([busy ?? ""]);
    expect(others.filter((id) => endpointOf(id) === many.id)).toEqual([first[2], first[3], first[4]]);
    await db().update(webhookEndpoints).set({ failures: 1 }).where(eq(webhookEndpoints.id, many.id));
    expect((await due()).map(endpointOf).filter((id) => id === many.id)).toHaveLength(1);
  });

  test("an endpoint's own rate is kept over all processes", async () => {
    await endpoint({ rateLimit: 2 });
    for (let n = 0; n < 6; n++) await publish();
    const ids = (await listDeliveries(db(), businessId, {})).map(({ id }) => id);
    await Promise.all(ids.map(deliverEvent));
    expect(receiver.heard).toHaveLength(2);
    expect(await due()).toEqual([]);
    expect((await countDeliveries(db(), businessId)).pending).toBe(4);
    await new Promise((go) => setTimeout(go, 1100));
    expect(await due()).toHaveLength(2);
  });
});

describe("replay", () => {
  test("of one: a new run with the same id; pressed twice it is one", async () => {
    await endpoint();
    await publish();
    const { id } = await onlyDelivery();
    await deliverEvent(id);
    await inTransaction((tx) => replayDelivery(tx, businessId, id, actor));
    await inTransaction((tx) => replayDelivery(tx, businessId, id, actor));
    expect(await onlyDelivery()).toMatchObject({ status: "pending", attempts: 0 });
    await deliverEvent(id);
    await deliverEvent(id);
    expect(receiver.heard).toHaveLength(2);
    expect(receiver.heard[1]?.headers["webhook-id"]).toBe(receiver.heard[0]?.headers["webhook-id"]);
    expect(await onlyDelivery()).toMatchObject({ status: "delivered" });
  });

  test("is refused while paused, and for other businesses", async () => {
    const { id } = await endpoint();
    await publish();
    const delivery = await onlyDelivery();
    await inTransaction((tx) => updateEndpoint(tx, businessId, id, { disabled: true }, actor));
    await expect(replayDelivery(db(), businessId, delivery.id, actor)).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(replayDelivery(db(), "bus_other", delivery.id, actor)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("of all failed since a time, in steps, in order, with progress", async () => {
    const { id } = await endpoint();
    for (let n = 0; n < 5; n++) await publish();
    await publish("delivered", newId("grant"), 1);
    await db()
      .update(deliveries)
      .set({ status: "failed", attempts: 10, dueAt: null })
      .where(eq(deliveries.endpointId, id));
    const [kept] = await listDeliveries(db(), businessId, { type: "entitlement_grant.delivered" });
    await db()
      .update(deliveries)
      .set({ status: "delivered" })
      .where(eq(deliveries.id, kept?.id ?? ""));
    const scope = { since: new Date("2026-11-22T00:00:00Z"), missed: true };
    const run = await inTransaction((tx) => startReplay(tx, businessId, id, scope, actor));
    expect(await inTransaction((tx) => startReplay(tx, businessId, id, scope, actor))).toBe(run);
    await stepReplay(run);
    await stepReplay(run);
    expect(await latestReplay(db(), businessId, id)).toMatchObject({
      total: 5,
      done: 5,
      skipped: 0,
      dueAt: null,
    });
    expect((await countDeliveries(db(), businessId, id)).pending).toBe(5);
    const order = await db().execute<{ event_id: string }>(
      sql`select event_id from deliveries where endpoint_id = ${id} and status = 'pending' order by due_at, id`,
    );
    expect(order.map((row) => row.event_id)).toEqual(order.map((row) => row.event_id).sort());
  });

  test("a long one goes on from where it was", async () => {
    const { id } = await endpoint();
    await db().execute(sql`insert into webhook_events (id, business_id, type, grant_id, transition, data)
      select 'evt_' || ${businessId} || n, ${businessId}, 'entitlement_grant.created', ${businessId} || n, 0, '{}'
      from generate_series(1, 450) n`);
    const scope = { since: new Date(Date.now() - 60_000), missed: true };
    const run = await inTransaction((tx) => startReplay(tx, businessId, id, scope, actor));
    await stepReplay(run);
    expect(await latestReplay(db(), businessId, id)).toMatchObject({
      total: 450,
      done: 200,
      finishedAt: null,
    });
    await stepReplay(run);
    await stepReplay(run);
    const after = await latestReplay(db(), businessId, id);
    expect(after).toMatchObject({ done: 450, skipped: 0 });
    expect(after?.finishedAt).not.toBeNull();
    expect(await countDeliveries(db(), businessId, id)).toMatchObject({ pending: 450 });
  });
});

describe("endpoints", () => {
  test("belong to one business", async () => {
    const { id } = await endpoint();
    for (const attempt of [
      () => findEndpoint(db(), "bus_other", id),
      () => updateEndpoint(db(), "bus_other", id, { description: "x" }, actor),
      () => deleteEndpoint(db(), "bus_other", id, actor),
      () => revealSecret(db(), "bus_other", id, actor),
      () => rotateSecret(db(), "bus_other", id, actor),
      () => updateHeaders(db(), "bus_other", id, {}, actor),
      () => sendTestEvent(db(), "bus_other", id, "entitlement_grant.created", actor),
      () => startReplay(db(), "bus_other", id, { since: new Date(0), missed: true }, actor),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
  });

  test("a deleted one is gone, what waited ends, its log stays", async () => {
    const { id } = await endpoint();
    await publish();
    await inTransaction((tx) => deleteEndpoint(tx, businessId, id, actor));
    await expect(findEndpoint(db(), businessId, id)).rejects.toMatchObject({ code: "not_found" });
    await deliverEvent((await onlyDelivery()).id);
    expect(receiver.heard).toEqual([]);
    expect(await listDeliveries(db(), businessId, {})).toMatchObject([{ status: "failed" }]);
    expect(await listEndpoints(db(), businessId)).toEqual([]);
  });

  test("pages are stable", async () => {
    const made = [await endpoint(), await endpoint(), await endpoint()].map(({ id }) => id).reverse();
    const first = await listEndpoints(db(), businessId, { limit: 2 });
    const second = await listEndpoints(db(), businessId, { limit: 2, after: first[1]?.id });
    expect([...first, ...second].map(({ id }) => id)).toEqual(made);
  });

  test.each([
    [{ url: "http://example.com/" }, "url"],
    [{ url: "https://192.168.0.1/" }, "url"],
    [{ filterTypes: [] }, "filter_types"],
    [{ filterTypes: ["entitlement_grant.exploded"] }, "filter_types"],
    [{ filterTypes: ["*"] }, "filter_types"],
    [{ rateLimit: 0 }, "rate_limit"],
    [{ rateLimit: 1.5 }, "rate_limit"],
    [{ description: "x".repeat(501) }, "description"],
    [{ metadata: { key: "x".repeat(501) } }, "metadata"],
  ])("%j is refused by field", async (input, field) => {
    const refusal = await endpoint(input).catch((error) => error);
    expect(refusal).toMatchObject({ code: "invalid", fields: { [field]: expect.any(String) } });
  });
});

test("the log is found by grant, status, type and pages", async () => {
  await endpoint();
  const grantId = newId("grant");
  await publish("created", grantId, 0);
  await publish("delivered", grantId, 1);
  for (let n = 0; n < 3; n++) await publish();
  expect(await listDeliveries(db(), businessId, { grantId })).toHaveLength(2);
  expect(await listDeliveries(db(), businessId, { search: grantId })).toHaveLength(2);
  expect(await listDeliveries(db(), businessId, { search: "%" })).toHaveLength(0);
  expect(await listDeliveries(db(), businessId, { status: "failed" })).toHaveLength(0);
  expect(await listDeliveries(db(), businessId, { type: "entitlement_grant.delivered" })).toHaveLength(1);
  const all = await listDeliveries(db(), businessId, {});
  const first = await listDeliveries(db(), businessId, { limit: 3 });
  const second = await listDeliveries(db(), businessId, { limit: 3, after: first[2]?.id });
  expect([...first, ...second].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  await expect(findDelivery(db(), "bus_other", all[0]?.id ?? "")).rejects.toMatchObject({
    code: "not_found",
  });
});
