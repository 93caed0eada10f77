import { eq, inArray, ne, sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { deliveries, deliveryAttempts, rateCounters, webhookEndpoints, webhookEvents } from "@/db/schema";
import { newId } from "@/lib/ids";
import {
  actor,
  due,
  endpoint,
  grantData,
  makeDue,
  onlyDelivery,
  openBusiness,
  openWebhookWorld,
  publish,
  secondsUntilDue,
  world,
} from "@/test/world/webhook-world";
import { deliverEvent } from "./deliver-event";
import { dueDeliveries } from "./due-deliveries";
import { revealSecret } from "./endpoint-secret";
import { updateEndpoint } from "./endpoints";
import { findDelivery, listDeliveries, recentCounts } from "./find-deliveries";
import { publishEvent } from "./publish-event";
import { readDelivery } from "./read-screens";
import { retryDelays } from "./schedule";

openWebhookWorld();

describe("publishing", () => {
  test("creates one row per subscribed, enabled endpoint; publishing a transition twice is one event", async () => {
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

  test("publishes nothing when the transaction is rolled back", async () => {
    await endpoint();
    const undone = inTransaction(async (tx) => {
      const event = {
        businessId: world.businessId,
        type: "entitlement_grant.created" as const,
        grantId: newId("grant"),
        transition: 0,
      };
      await publishEvent(tx, { ...event, data: grantData("pending"), occurredAt: new Date() });
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    expect(await listDeliveries(db(), world.businessId, {})).toEqual([]);
  });

  test("sends nothing to other businesses' endpoints", async () => {
    await endpoint();
    const mine = world.businessId;
    await openBusiness();
    await publish();
    expect(await listDeliveries(db(), mine, {})).toEqual([]);
  });

  test("stores no readable claim link", async () => {
    await endpoint();
    await publish();
    await deliverEvent((await onlyDelivery()).id);
    expect(world.received[0]?.body).toContain("SECRETTOKEN");
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
  test("is signed, uses Dodo's envelope, and is recorded with request, answer and time", async () => {
    world.respond = (response) => response.writeHead(200, { "x-seen": "yes" }).end('{"received":true}');
    const { id } = await endpoint();
    const eventId = await publish();
    const { id: deliveryId } = await onlyDelivery();
    expect(await due()).toContain(deliveryId);
    await deliverEvent(deliveryId);
    const [heard] = world.received;
    const secret = await revealSecret(db(), world.businessId, id, actor);
    const event = new Webhook(secret).verify(heard?.body ?? "", heard?.headers as Record<string, string>);
    expect(event).toEqual({
      business_id: world.businessId,
      type: "entitlement_grant.created",
      timestamp: "2026-11-22T12:00:00.000Z",
      data: { payload_type: "EntitlementGrant", ...grantData("pending") },
    });
    expect(heard?.headers).toMatchObject({ "webhook-id": eventId, "content-type": "application/json" });
    const delivery = await findDelivery(db(), world.businessId, deliveryId);
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
    expect(world.received).toHaveLength(1);
  });

  test("shows request and answer to viewers without the claim link, and to others with it", async () => {
    const received = () => String(world.received.at(-1)?.body);
    world.respond = (response) => response.end(received().replaceAll("/", "\\/"));
    await endpoint();
    await publish();
    const { id, businessId } = await onlyDelivery();
    const readBy = (role: "viewer" | "admin" | "owner") =>
      readDelivery(db(), { business: { id: businessId }, role }, id);
    expect(JSON.stringify(await readBy("viewer"))).not.toContain("SECRETTOKEN");
    await deliverEvent(id);
    const shown = await readBy("viewer");
    expect(JSON.stringify(shown)).not.toContain("SECRETTOKEN");
    expect(JSON.parse(shown.body).data).toMatchObject({
      customer_id: "cus_x",
      oauth_url: "https://gate.example.com/connect/discord/••••••",
    });
    for (const role of ["admin", "owner"] as const) expect((await readBy(role)).body).toBe(received());
  });

  test("uses the SDK's spelling for endpoints that ask for it", async () => {
    await endpoint({ statusCase: "sdk" });
    await publish("delivered", newId("grant"), 1);
    await deliverEvent((await onlyDelivery()).id);
    expect(JSON.parse(world.received[0]?.body ?? "").data.status).toBe("Delivered");
  });

  test("is repeated up to ten times on schedule with the same id and bytes, then fails", async () => {
    world.respond = (response) => response.writeHead(500).end("down");
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
      // Changing the spelling in between does not change the bytes.
      await inTransaction((tx) => updateEndpoint(tx, world.businessId, id, { statusCase: "sdk" }, actor));
    }
    await deliverEvent(delivery.id);
    expect(await onlyDelivery()).toMatchObject({ status: "failed", attempts: 10, dueAt: null });
    expect(world.received).toHaveLength(10);
    expect(new Set(world.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(world.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    const shown = await findDelivery(db(), world.businessId, delivery.id);
    expect(shown.tries.map((attempt) => attempt.number)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  test("respects Retry-After", async () => {
    world.respond = (response) => response.writeHead(429, { "retry-after": "600" }).end();
    await endpoint();
    await publish();
    const { id } = await onlyDelivery();
    await deliverEvent(id);
    expect(await secondsUntilDue(id)).toBeGreaterThan(590);
  });

  test("fails on a redirect", async () => {
    world.respond = (response) => response.writeHead(302, { location: world.url }).end();
    await endpoint();
    await publish();
    const { id } = await onlyDelivery();
    await deliverEvent(id);
    expect(await onlyDelivery()).toMatchObject({ status: "pending", attempts: 1 });
    expect(world.received).toHaveLength(1);
  });

  test("is repeated with the same id and bytes when its record was lost", async () => {
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
    const [first, second] = world.received;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
  });

  test("fails without sending when the address is no longer allowed", async () => {
    const { id: endpointId } = await endpoint();
    await publish();
    const { id } = await onlyDelivery();
    await db()
      .update(webhookEndpoints)
      .set({ url: "https://10.0.0.1/" })
      .where(eq(webhookEndpoints.id, endpointId));
    await deliverEvent(id);
    const shown = await findDelivery(db(), world.businessId, id);
    expect(shown.tries[0]?.error).toContain("must be a host on the public internet");
    expect(shown.status).toBe("pending");
  });
});

describe("due deliveries", () => {
  test("are four per endpoint, or one while it fails, oldest first, with endpoints taking turns", async () => {
    const many = await endpoint();
    const grants = Array.from({ length: 6 }, () => newId("grant"));
    for (const grant of grants) await publish("created", grant);
    const few = await endpoint();
    await publish();
    const rows = await listDeliveries(db(), world.businessId, { limit: 100 });
    const endpointOf = (id: string) => rows.find((row) => row.id === id)?.endpoint.id;
    const first = await due();
    expect(first.map(endpointOf)).toEqual([many.id, few.id, many.id, many.id, many.id]);
    expect(rows.find((row) => row.id === first[0])?.event.grantId).toBe(grants[0]);
    await db().update(webhookEndpoints).set({ failures: 1 }).where(eq(webhookEndpoints.id, many.id));
    expect((await due()).map(endpointOf).filter((id) => id === many.id)).toHaveLength(1);
  });

  test("to failing endpoints share half of the slots and come after the others", async () => {
    const sick = [await endpoint(), await endpoint(), await endpoint()];
    await publish();
    const well = await endpoint();
    await publish();
    await db()
      .update(webhookEndpoints)
      .set({ failures: 3 })
      .where(
        inArray(
          webhookEndpoints.id,
          sick.map(({ id }) => id),
        ),
      );
    await db()
      .update(webhookEndpoints)
      .set({ disabled: true })
      .where(ne(webhookEndpoints.businessId, world.businessId));
    const rows = await db().execute<{ id: string }>(dueDeliveries(4));
    const lines = await listDeliveries(db(), world.businessId, {});
    const endpoints = rows.map(({ id }) => lines.find((line) => line.id === id)?.endpoint.id);
    expect(endpoints[0]).toBe(well.id);
    expect(endpoints).toHaveLength(3);
  });

  test("respect an endpoint's own rate limit across all processes", async () => {
    const { id: endpointId } = await endpoint({ rateLimit: 2 });
    for (let n = 0; n < 6; n++) await publish();
    const ids = (await listDeliveries(db(), world.businessId, {})).map(({ id }) => id);
    // A second that lasts as long as the deliveries take, then one that is over.
    const key = `webhook:${endpointId}`;
    const windowStartedAt = sql`now() + interval '1 hour'`;
    await db().insert(rateCounters).values({ key, windowStartedAt, count: 0 });
    await Promise.all(ids.map(deliverEvent));
    expect(world.received).toHaveLength(2);
    expect(await due()).toEqual([]);
    expect(Object.values(await recentCounts(db(), world.businessId))[0]?.pending).toBe(4);
    await db().update(rateCounters).set({ windowStartedAt: sql`now() - interval '1 second'` });
    expect(await due()).toHaveLength(2);
  });
});

test("the delivery log can be filtered by grant, status and type, and paged", async () => {
  await endpoint();
  const grantId = newId("grant");
  await publish("created", grantId, 0);
  await publish("delivered", grantId, 1);
  for (let n = 0; n < 3; n++) await publish();
  expect(await listDeliveries(db(), world.businessId, { grantId })).toHaveLength(2);
  expect(await listDeliveries(db(), world.businessId, { search: grantId })).toHaveLength(2);
  expect(await listDeliveries(db(), world.businessId, { search: "%" })).toHaveLength(0);
  expect(await listDeliveries(db(), world.businessId, { status: "failed" })).toHaveLength(0);
  expect(await listDeliveries(db(), world.businessId, { type: "entitlement_grant.delivered" })).toHaveLength(
    1,
  );
  const all = await listDeliveries(db(), world.businessId, {});
  const first = await listDeliveries(db(), world.businessId, { limit: 3 });
  const second = await listDeliveries(db(), world.businessId, { limit: 3, after: first[2]?.id });
  expect([...first, ...second].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  await expect(findDelivery(db(), "bus_other", all[0]?.id ?? "")).rejects.toMatchObject({
    code: "not_found",
  });
});
