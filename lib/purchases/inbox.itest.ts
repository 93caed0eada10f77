import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { inboxEvents, purchaseFacts } from "@/db/schema";
import type { Membership } from "@/lib/membership";
import { actor, openWorld, settle, type World } from "@/test/world/merchant-world";
import { findInboxEvent, inboxState, listInboxEvents } from "./find-inbox-events";
import { readInboxEvent } from "./read-inbox";
import { rerunEvent } from "./rerun-events";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

const log = (filter = {}) =>
  listInboxEvents(db(), world.businessId, world.connection.id, { limit: 50, ...filter });

test("what arrived is kept with what came of it, and running it again changes nothing", async () => {
  const guild = await world.guild();
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  await world.buy("Pro", "carl@x.test");
  const [newest] = await log({ search: "subscription.active" });
  expect(newest && inboxState(newest)).toBe("done");
  const before = await world.grant("carl@x.test");
  await inTransaction((tx) => rerunEvent(tx, world.businessId, newest?.id ?? "", actor));
  expect(await log({ state: "waiting" })).toHaveLength(1);
  await settle();
  expect(await log({ state: "waiting" })).toHaveLength(0);
  expect(await world.grants("carl@x.test")).toEqual([before]);
});

test("facts of a purchase have ids of their own kind", async () => {
  await world.buy("Pro", "carl@x.test");
  const facts = await db()
    .select()
    .from(purchaseFacts)
    .where(eq(purchaseFacts.connectionId, world.connection.id));
  expect(new Set(facts.map(({ id }) => id.slice(0, 4)))).toEqual(new Set(["fct_"]));
});

test("an event of the wrong shape is set aside with an explanation, and blocks nobody", async () => {
  const body = {
    type: "subscription.active",
    timestamp: new Date().toISOString(),
    data: { subscription_id: 7 },
  };
  await world.receive({ id: "evt_wrong", body: JSON.stringify(body) });
  await world.buy("Pro", "carl@x.test");
  const [parked] = await log({ state: "parked" });
  expect(parked?.parkedReason).toContain("subscription_id");
  expect(await log({ state: "waiting" })).toHaveLength(0);
});

test("a list leaves out the bodies; an event's page shows the beginning of a long one", async () => {
  const body = JSON.stringify({ type: "big", data: "é".repeat(500_000) });
  await world.receive({ id: "evt_big", body });
  const [listed] = await log({ search: "evt_big" });
  expect(listed).not.toHaveProperty("body");
  const member = { business: { id: world.businessId }, role: "viewer" } as Membership;
  const open = (connectionId: string) => readInboxEvent(db(), member, connectionId, listed?.id ?? "");
  expect(await open(world.connection.id)).toMatchObject({ body: `${body.slice(0, 20_000)}…`, isCut: true });
  await expect(open("pcn_other")).rejects.toMatchObject({ code: "not_found" });
  expect((await findInboxEvent(db(), world.businessId, listed?.id ?? "")).body).toBe(body);
});

test("another business sees none of it", async () => {
  const other = await openWorld();
  await world.buy("Pro", "carl@x.test");
  await expect(
    listInboxEvents(db(), other.businessId, world.connection.id, { limit: 5 }),
  ).rejects.toMatchObject({ code: "not_found" });
  const [event] = await db()
    .select()
    .from(inboxEvents)
    .where(eq(inboxEvents.connectionId, world.connection.id));
  await expect(
    inTransaction((tx) => rerunEvent(tx, other.businessId, event?.id ?? "", actor)),
  ).rejects.toMatchObject({ code: "not_found" });
});
