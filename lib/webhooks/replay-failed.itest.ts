import { eq, inArray, ne, sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { deliveries, webhookEvents } from "@/db/schema";
import { newId } from "@/lib/ids";
import {
  actor,
  due,
  endpoint,
  onlyDelivery,
  openWebhookWorld,
  publish,
  world,
} from "@/test/world/webhook-world";
import { deleteOldEvents } from "./delete-old-events";
import { deliverEvent } from "./deliver-event";
import { revealSecret } from "./endpoint-secret";
import { updateEndpoint } from "./endpoints";
import { listDeliveries, recentCounts } from "./find-deliveries";
import { findEndpoint } from "./find-endpoints";
import { replayDelivery } from "./replay-delivery";
import { latestReplay, startReplay, stepReplay } from "./replay-failed";
import { sendTestEvent } from "./send-test-event";

openWebhookWorld();

test("a test event is signed, tried once, and reaches a paused endpoint without counting as a delivery", async () => {
  world.respond = (response) => response.writeHead(500).end();
  const { id } = await endpoint({ disabled: true });
  const deliveryId = await inTransaction((tx) =>
    sendTestEvent(tx, world.businessId, id, "entitlement_grant.revoked", actor),
  );
  expect(await due()).toContain(deliveryId);
  await deliverEvent(deliveryId);
  expect(await onlyDelivery()).toMatchObject({ status: "failed", attempts: 1, dueAt: null });
  expect(await findEndpoint(db(), world.businessId, id)).toMatchObject({ failures: 0, failingSince: null });
  const secret = await revealSecret(db(), world.businessId, id, actor);
  const [heard] = world.received;
  expect(
    new Webhook(secret).verify(heard?.body ?? "", heard?.headers as Record<string, string>),
  ).toMatchObject({
    type: "entitlement_grant.revoked",
    data: { status: "revoked", metadata: { test: true } },
  });
});

describe("replay", () => {
  test("of one delivery starts new attempts with the same id; a second click changes nothing", async () => {
    await endpoint();
    await publish();
    const { id } = await onlyDelivery();
    await deliverEvent(id);
    await inTransaction((tx) => replayDelivery(tx, world.businessId, id, actor));
    await inTransaction((tx) => replayDelivery(tx, world.businessId, id, actor));
    expect(await onlyDelivery()).toMatchObject({ status: "pending", attempts: 0 });
    await deliverEvent(id);
    await deliverEvent(id);
    expect(world.received).toHaveLength(2);
    expect(world.received[1]?.headers["webhook-id"]).toBe(world.received[0]?.headers["webhook-id"]);
    expect(await onlyDelivery()).toMatchObject({ status: "delivered" });
  });

  test("is refused while the endpoint is paused, and for other businesses", async () => {
    const { id } = await endpoint();
    await publish();
    const delivery = await onlyDelivery();
    await inTransaction((tx) => updateEndpoint(tx, world.businessId, id, { disabled: true }, actor));
    await expect(replayDelivery(db(), world.businessId, delivery.id, actor)).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(replayDelivery(db(), "bus_other", delivery.id, actor)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("of all failed deliveries since a time runs in steps, in order, with progress", async () => {
    const { id } = await endpoint();
    for (let n = 0; n < 5; n++) await publish();
    await publish("delivered", newId("grant"), 1);
    await db()
      .update(deliveries)
      .set({ status: "failed", attempts: 10, dueAt: null })
      .where(eq(deliveries.endpointId, id));
    const [kept] = await listDeliveries(db(), world.businessId, { type: "entitlement_grant.delivered" });
    await db()
      .update(deliveries)
      .set({ status: "delivered" })
      .where(eq(deliveries.id, kept?.id ?? ""));
    const scope = { since: new Date("2026-11-22T00:00:00Z"), missed: true };
    const run = await inTransaction((tx) => startReplay(tx, world.businessId, id, scope, actor));
    expect(await inTransaction((tx) => startReplay(tx, world.businessId, id, scope, actor))).toBe(run);
    await stepReplay(run);
    await stepReplay(run);
    expect(await latestReplay(db(), world.businessId, id)).toMatchObject({
      total: 5,
      done: 5,
      skipped: 0,
      dueAt: null,
    });
    expect((await recentCounts(db(), world.businessId))[id]?.pending).toBe(5);
    const order = await db().execute<{ event_id: string }>(
      sql`select event_id from deliveries where endpoint_id = ${id} and status = 'pending' order by due_at, id`,
    );
    expect(order.map((row) => row.event_id)).toEqual(order.map((row) => row.event_id).sort());
  });

  test("of many events continues where it stopped", async () => {
    const { id } = await endpoint();
    await db().execute(sql`insert into webhook_events (id, business_id, type, grant_id, transition, data)
      select 'evt_' || ${world.businessId} || n, ${world.businessId}, 'entitlement_grant.created', ${world.businessId} || n, 0, '{}'
      from generate_series(1, 450) n`);
    const scope = { since: new Date(Date.now() - 60_000), missed: true };
    const run = await inTransaction((tx) => startReplay(tx, world.businessId, id, scope, actor));
    await stepReplay(run);
    expect(await latestReplay(db(), world.businessId, id)).toMatchObject({
      total: 450,
      done: 200,
      finishedAt: null,
    });
    await stepReplay(run);
    await stepReplay(run);
    const after = await latestReplay(db(), world.businessId, id);
    expect(after).toMatchObject({ done: 450, skipped: 0 });
    expect(after?.finishedAt).not.toBeNull();
    expect((await recentCounts(db(), world.businessId))[id]).toMatchObject({ pending: 450 });
  });
});

test("events are deleted after 90 days unless they are still pending", async () => {
  await endpoint();
  const waiting = await publish();
  const old = await publish();
  const young = await publish();
  await db()
    .update(deliveries)
    .set({ status: "delivered", dueAt: null })
    .where(ne(deliveries.eventId, waiting));
  await db()
    .update(webhookEvents)
    .set({ occurredAt: sql`now() - interval '91 days'` })
    .where(inArray(webhookEvents.id, [waiting, old]));
  await db()
    .update(webhookEvents)
    .set({ occurredAt: sql`now() - interval '89 days'` })
    .where(eq(webhookEvents.id, young));
  expect(await deleteOldEvents()).toBe(false);
  const left = (await listDeliveries(db(), world.businessId, {})).map(({ event }) => event.id);
  expect(left.sort()).toEqual([waiting, young].sort());
});
