import { eq, sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { auditEntries, bulkRuns, deliveries, deliveryAttempts, emails, webhookEndpoints } from "@/db/schema";
import {
  actor,
  due,
  endpoint,
  makeDue,
  onlyDelivery,
  openWebhookWorld,
  publish,
  world,
} from "@/test/world/webhook-world";
import { deliverEvent } from "./deliver-event";
import { updateHeaders, visibleHeaders } from "./endpoint-headers";
import { revealSecret, rotateSecret } from "./endpoint-secret";
import { deleteEndpoint, updateEndpoint } from "./endpoints";
import { findDelivery, listDeliveries } from "./find-deliveries";
import { findEndpoint, listEndpoints } from "./find-endpoints";
import { replayDelivery } from "./replay-delivery";
import { countReplay, startReplay } from "./replay-failed";
import { sendTestEvent } from "./send-test-event";
import { stepSettling } from "./settle-pending";

openWebhookWorld();

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

  test("are gone when deleted; pending deliveries fail, and the log stays", async () => {
    const { id } = await endpoint();
    await publish();
    await inTransaction((tx) => deleteEndpoint(tx, world.businessId, id, actor));
    await expect(findEndpoint(db(), world.businessId, id)).rejects.toMatchObject({ code: "not_found" });
    await deliverEvent((await onlyDelivery()).id);
    expect(world.received).toEqual([]);
    expect(await listDeliveries(db(), world.businessId, {})).toMatchObject([{ status: "failed" }]);
    expect(await listEndpoints(db(), world.businessId)).toEqual([]);
  });

  test("leave nothing pending when they are deleted with thousands of deliveries", async () => {
    const { id } = await endpoint();
    await publish();
    const { eventId } = await onlyDelivery();
    await db().execute(sql`
      with more as (
        insert into webhook_events select (jsonb_populate_record(e, jsonb_build_object('id', e.id || n, 'transition', 100 + n))).*
        from webhook_events e, generate_series(1, 2400) n where e.id = ${eventId} returning id)
      insert into deliveries (id, business_id, endpoint_id, event_id)
      select 'whd_' || id, ${world.businessId}, ${id}, id from more`);
    await inTransaction((tx) => deleteEndpoint(tx, world.businessId, id, actor));
    const pending = () => db().$count(deliveries, eq(deliveries.status, "pending"));
    expect(await pending()).toBe(1401);
    for (const { id: runId } of await db().select({ id: bulkRuns.id }).from(bulkRuns))
      for (let step = 0; step < 2; step++) await stepSettling(runId);
    expect(await pending()).toBe(0);
  });

  test("are listed in stable pages", async () => {
    const made = [await endpoint(), await endpoint(), await endpoint()].map(({ id }) => id).reverse();
    const first = await listEndpoints(db(), world.businessId, { limit: 2 });
    const second = await listEndpoints(db(), world.businessId, { limit: 2, after: first[1]?.id });
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

describe("headers", () => {
  test("are sent; sensitive ones are never shown again, not even in the log", async () => {
    const { id } = await endpoint({ headers: { "X-Team": "blue", Authorization: "Bearer hidden-1" } });
    await inTransaction((tx) =>
      updateHeaders(
        tx,
        world.businessId,
        id,
        { "x-plain": { value: "hidden-2", sensitive: true }, "x-team": "red" },
        actor,
      ),
    );
    await publish();
    const { id: deliveryId } = await onlyDelivery();
    await deliverEvent(deliveryId);
    expect(world.received[0]?.headers).toMatchObject({
      "x-team": "red",
      authorization: "Bearer hidden-1",
      "x-plain": "hidden-2",
    });
    const shown = JSON.stringify([
      await findDelivery(db(), world.businessId, deliveryId),
      await db().select().from(webhookEndpoints),
      await db().select().from(deliveryAttempts),
    ]);
    expect(shown).not.toMatch(/hidden-[12]/);
    await inTransaction((tx) => updateHeaders(tx, world.businessId, id, { authorization: null }, actor));
    expect((await findEndpoint(db(), world.businessId, id)).sensitiveHeaders).toEqual(["x-plain"]);
  });

  const secretHeaders = {
    authorization: "Bearer hidden-1",
    "x-odd": { value: "hidden-2", sensitive: true },
    "x-team": "blue",
  };
  const move = (id: string, url: string) =>
    inTransaction((tx) => updateEndpoint(tx, world.businessId, id, { url }, actor));

  test("that are write-only don't go to another address", async () => {
    const { id } = await endpoint({ url: "https://shop.example/hook", headers: secretHeaders });
    expect((await move(id, world.url)).droppedHeaders).toEqual(["authorization", "x-odd"]);
    await publish();
    await deliverEvent((await onlyDelivery()).id);
    expect(world.received[0]?.headers).toMatchObject({ "x-team": "blue" });
    expect(JSON.stringify(world.received)).not.toMatch(/hidden-[12]/);
    const moved = await findEndpoint(db(), world.businessId, id);
    expect(visibleHeaders(moved)).toEqual({ headers: { "x-team": "blue" }, sensitive: [] });
    const [entry] = await db().select().from(auditEntries).where(eq(auditEntries.action, "webhook.updated"));
    expect(entry?.details).toMatchObject({ url: world.url, droppedHeaders: ["authorization", "x-odd"] });
  });

  test.each([
    ["http://localhost:4000/a", "http://localhost:4001/a", true],
    ["http://localhost/a", "https://localhost/a", true],
    ["https://shop.example/a", "https://shop.example:8443/a", true],
    ["https://shop.example/a", "https://www.shop.example/a", true],
    ["https://shop.example/a", "https://shop.example.evil.example/a", true],
    ["https://shop.example/a", "https://SHOP.example:443/b?c=d", false],
  ])("from %s to %s they are dropped: %s", async (from, to, dropped) => {
    const { id } = await endpoint({ url: from, headers: secretHeaders });
    expect((await move(id, to)).droppedHeaders).toHaveLength(dropped ? 2 : 0);
    const { sensitive } = visibleHeaders(await findEndpoint(db(), world.businessId, id));
    expect(sensitive).toHaveLength(dropped ? 0 : 2);
  });

  /** Statements that wait for another transaction. */
  async function countWaiting(): Promise<number> {
    const rows = await db().execute<{ count: number }>(
      sql`select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]?.count ?? 0;
  }

  test("don't come back with a change that began before the address changed", async () => {
    const { id } = await endpoint({ url: "https://shop.example/hook", headers: secretHeaders });
    let other: Promise<unknown> | undefined;
    await inTransaction(async (tx) => {
      await updateEndpoint(tx, world.businessId, id, { url: world.url }, actor);
      const red = { "x-team": "red" };
      other = inTransaction((second) => updateHeaders(second, world.businessId, id, red, actor));
      await expect.poll(() => countWaiting(), { interval: 10 }).toBe(1);
    });
    await other;
    expect(visibleHeaders(await findEndpoint(db(), world.businessId, id)).sensitive).toEqual([]);
  });

  test("stay sensitive when they are replaced with a plain string", async () => {
    const { id } = await endpoint({ headers: { "x-plain": { value: "one", sensitive: true } } });
    const replaced = await inTransaction((tx) =>
      updateHeaders(tx, world.businessId, id, { "X-Plain": "two", "x-team": "red", "x-api-key": "k" }, actor),
    );
    expect(visibleHeaders(replaced)).toEqual({
      headers: { "x-team": "red" },
      sensitive: ["x-plain", "x-api-key"],
    });
    const shown = { "x-plain": { value: "three", sensitive: false } };
    const opened = await inTransaction((tx) => updateHeaders(tx, world.businessId, id, shown, actor));
    expect(visibleHeaders(opened).headers).toMatchObject({ "x-plain": "three" });
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

test("after a rotation both secrets verify for 24 hours, then only the new one", async () => {
  const { id } = await endpoint();
  const old = await revealSecret(db(), world.businessId, id, actor);
  const { secret } = await inTransaction((tx) => rotateSecret(tx, world.businessId, id, actor));
  await publish();
  await deliverEvent((await onlyDelivery()).id);
  const verify = (key: string, at: number) =>
    new Webhook(key).verify(
      world.received[at]?.body ?? "",
      world.received[at]?.headers as Record<string, string>,
    );
  expect(verify(old, 0)).toBeTruthy();
  expect(verify(secret, 0)).toBeTruthy();
  await db()
    .update(webhookEndpoints)
    .set({ previousSecretUntil: sql`now() - interval '1 second'` })
    .where(eq(webhookEndpoints.id, id));
  await inTransaction(async (tx) => replayDelivery(tx, world.businessId, (await onlyDelivery()).id, actor));
  await deliverEvent((await onlyDelivery()).id);
  expect(() => verify(old, 1)).toThrow();
  expect(verify(secret, 1)).toBeTruthy();
});

describe("pauses", () => {
  const mails = async () =>
    (await db().select().from(emails).where(eq(emails.businessId, world.businessId))).map(
      ({ template, to }) => [template, to],
    );

  test("410 pauses at once, emails the owners, and keeps pending deliveries", async () => {
    world.respond = (response) => response.writeHead(410).end();
    const { id } = await endpoint();
    await publish();
    await publish();
    const [first, second] = await due();
    await deliverEvent(first ?? "");
    expect(await findEndpoint(db(), world.businessId, id)).toMatchObject({
      disabled: true,
      disabledReason: "gone",
    });
    expect(await mails()).toEqual([["webhook-paused", `${world.businessId}+owner@demo.test`]]);
    expect(await due()).not.toContain(second);
    await deliverEvent(second ?? "");
    expect(world.received).toHaveLength(1);
    world.respond = (response) => response.end();
    await inTransaction((tx) => updateEndpoint(tx, world.businessId, id, { disabled: false }, actor));
    expect(await due()).toContain(second);
  });

  test("resuming sends pending deliveries at once", async () => {
    world.respond = (response) => response.writeHead(500).end();
    const { id } = await endpoint();
    await publish();
    const waiting = await onlyDelivery();
    for (let attempt = 0; attempt < 3; attempt++)
      await deliverEvent(waiting.id).then(() => makeDue(waiting.id));
    await deliverEvent(waiting.id);
    expect(await due()).toEqual([]);
    for (const disabled of [true, false])
      await inTransaction((tx) => updateEndpoint(tx, world.businessId, id, { disabled }, actor));
    expect(await due()).toEqual([waiting.id]);
  });

  async function failOnce(id: string, days: number, failures: number) {
    await db()
      .update(webhookEndpoints)
      .set({ failures, failingSince: sql`now() - make_interval(days => ${days})` })
      .where(eq(webhookEndpoints.id, id));
    await publish();
    for (const delivery of await due()) await deliverEvent(delivery);
  }

  test("failures cause an email after a day and a pause after five days and 20 failures, each once", async () => {
    world.respond = (response) => response.writeHead(500).end();
    const { id } = await endpoint();
    await publish();
    for (const delivery of await due()) await deliverEvent(delivery);
    expect(await mails()).toEqual([]);
    await failOnce(id, 1, 3);
    await failOnce(id, 1, 4);
    expect(await mails()).toEqual([["webhook-failing", `${world.businessId}+owner@demo.test`]]);
    await failOnce(id, 6, 10);
    expect((await findEndpoint(db(), world.businessId, id)).disabled).toBe(false);
    await failOnce(id, 4, 100);
    expect((await findEndpoint(db(), world.businessId, id)).disabled).toBe(false);
    await failOnce(id, 5, 19);
    expect(await findEndpoint(db(), world.businessId, id)).toMatchObject({
      disabled: true,
      disabledReason: "failing",
    });
    expect((await mails()).map(([template]) => template)).toEqual(["webhook-failing", "webhook-paused"]);
  });

  test("one successful delivery resets the failures", async () => {
    const { id } = await endpoint();
    await failOnce(id, 6, 300);
    expect(await findEndpoint(db(), world.businessId, id)).toMatchObject({
      failures: 0,
      failingSince: null,
      disabled: false,
    });
  });

  test("while paused by hand nothing is queued, and it can be replayed afterwards", async () => {
    const { id } = await endpoint();
    await inTransaction((tx) => updateEndpoint(tx, world.businessId, id, { disabled: true }, actor));
    expect(await findEndpoint(db(), world.businessId, id)).toMatchObject({ disabledReason: "by_hand" });
    await publish();
    expect(await listDeliveries(db(), world.businessId, {})).toEqual([]);
    await inTransaction((tx) => updateEndpoint(tx, world.businessId, id, { disabled: false }, actor));
    const since = new Date("2026-11-22T00:00:00Z");
    expect(await countReplay(db(), world.businessId, id, { since, missed: false })).toBe(0);
    expect(await countReplay(db(), world.businessId, id, { since, missed: true })).toBe(1);
  });
});
