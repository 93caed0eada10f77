import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { grants } from "@/db/schema";
import { grantDirectly } from "@/lib/purchases/grant-directly";
import { actor, openWorld, settle, type World } from "@/test/world/merchant-world";
import { control, newUser, rolesOf } from "@/test/world/sandbox-world";

let world: World;
let guild: { id: string; roles: Record<string, string> };

beforeEach(async () => {
  world = await openWorld();
  guild = await world.guild();
});

const subjects = async (to: string) =>
  (await control<{ subject: string }[]>(`/inbox?to=${to}`)).map(({ subject }) => subject);
const makeDue = (id: string) =>
  db().update(grants).set({ dueAt: sql`now()` }).where(eq(grants.id, id)).then(settle);

test("a customer who paid but did not connect gets two reminders", async () => {
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  await world.buy("Pro", "slow@x.test");
  const grant = await world.grant("slow@x.test");
  expect(grant.dueAt?.getTime()).toBeGreaterThan(Date.now() + 20 * 3_600_000);
  for (let n = 0; n < 4; n++) await makeDue(grant.id);
  expect(await subjects("slow@x.test")).toHaveLength(3);
  expect((await world.grant("slow@x.test")).dueAt).toBeNull();
});

test("a connected customer gets no reminder", async () => {
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  await world.buy("Pro", "quick@x.test");
  await world.connect("quick@x.test", await newUser("quick"));
  await makeDue((await world.grant("quick@x.test")).id);
  expect(await subjects("quick@x.test")).toHaveLength(1);
});

test("a purchase of two entitlements in one server sends one email, and one consent gives both roles", async () => {
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  await world.entitlement(guild.id, guild.roles.Member ?? "", ["Pro"]);
  await world.buy("Pro", "two@x.test");
  expect(await subjects("two@x.test")).toHaveLength(1);
  for (const { id } of await world.grants("two@x.test")) await makeDue(id);
  expect(await subjects("two@x.test")).toHaveLength(2);
  const two = await newUser("two");
  await world.connect("two@x.test", two);
  expect(await rolesOf(guild.id, two)).toHaveLength(2);
  expect(await world.statuses("two@x.test")).toEqual(["delivered", "delivered"]);
});

test("a direct grant ends on its end date, and giving it again restores it", async () => {
  const entitlementId = await world.entitlement(guild.id, guild.roles.VIP ?? "", []);
  const give = (expiresAt: Date | null) =>
    inTransaction((tx) =>
      grantDirectly(
        tx,
        world.businessId,
        { entitlementId, customer: { email: "gift@x.test" }, expiresAt },
        actor,
      ),
    );
  const { id } = await give(new Date(Date.now() + 60_000));
  const user = await newUser("gift");
  await world.connect("gift@x.test", user);
  await db().update(grants).set({ expiresAt: sql`now()`, dueAt: sql`now()` }).where(eq(grants.id, id));
  await settle();
  expect(await world.grant("gift@x.test")).toMatchObject({ status: "revoked", revocationReason: "expired" });
  expect(await rolesOf(guild.id, user)).toEqual([]);
  expect((await give(null)).id).toBe(id);
  await settle();
  expect(await world.grant("gift@x.test")).toMatchObject({ status: "delivered", expiresAt: null });
  expect(await rolesOf(guild.id, user)).toEqual([guild.roles.VIP]);
});

test("giving a direct grant again before the customer connected keeps their reminders", async () => {
  const entitlementId = await world.entitlement(guild.id, guild.roles.VIP ?? "", []);
  const give = (expiresAt: Date | null) =>
    inTransaction((tx) =>
      grantDirectly(
        tx,
        world.businessId,
        { entitlementId, customer: { email: "waiting@x.test" }, expiresAt },
        actor,
      ),
    );
  const { id, dueAt } = await give(null);
  expect((await give(null)).dueAt).toEqual(dueAt);
  const soon = new Date(Date.now() + 60_000);
  expect((await give(soon)).dueAt).toEqual(soon);
  await give(null);
  for (let n = 0; n < 4; n++) {
    await makeDue(id);
    await give(null);
  }
  expect(await subjects("waiting@x.test")).toHaveLength(3);
});
