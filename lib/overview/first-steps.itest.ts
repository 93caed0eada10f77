import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { businesses } from "@/db/schema";
import type { Membership } from "@/lib/membership";
import { recordLinkShared } from "@/lib/products/buy-link";
import { grantDirectly } from "@/lib/purchases/grant-directly";
import { actor, openWorld, settle, type World } from "@/test/world/merchant-world";
import { newUser } from "@/test/world/sandbox-world";
import { endTestAccess, readFirstSteps } from "./first-steps";

let world: World;
let member: Membership;
beforeEach(async () => {
  world = await openWorld();
  const [business] = await db().select().from(businesses).where(eq(businesses.id, world.businessId));
  if (!business) throw new Error("the world has no business");
  const person = { id: actor.id, email: "Mona@Demo.test", name: "Mona" };
  member = { business, person, role: "owner", actor };
});

const read = (entitlementId?: string) => inTransaction((tx) => readFirstSteps(tx, member, entitlementId));

test("the checklist follows a merchant from nothing to a shared link, and keeps their own trial apart", async () => {
  expect(await read()).toMatchObject({ entitlement: null, products: [], tested: false, done: false });

  const guild = await world.guild();
  const entitlement = await world.entitlement(guild.id, guild.roles.Pro ?? null, ["Pro"]);
  const attached = await read();
  expect(attached).toMatchObject({ entitlement: { id: entitlement }, test: { state: "none" } });
  expect(attached.products.map(({ name, buyUrl }) => [name, buyUrl?.includes("/buy/pdt_")])).toEqual([
    ["Pro", true],
  ]);

  await world.buy("Pro", "mona@demo.test");
  expect((await read()).test.state).toBe("waiting");
  await world.connect("mona@demo.test", await newUser("mona"));
  expect(await read()).toMatchObject({ test: { state: "in" }, tested: true, shared: false, done: false });

  await inTransaction((tx) => endTestAccess(tx, world.businessId, entitlement, "mona@demo.test", actor));
  await settle();
  expect(await world.statuses("mona@demo.test")).toEqual(["revoked"]);
  expect(await read()).toMatchObject({ test: { state: "ended" }, tested: true, done: false });

  await inTransaction((tx) => recordLinkShared(tx, world.businessId, attached.products[0]?.id ?? ""));
  expect(await read()).toMatchObject({ shared: true, done: true });
});

test("a second customer completes it, and cleaning up leaves customers alone", async () => {
  const guild = await world.guild();
  const entitlement = await world.entitlement(guild.id, null, []);
  for (const email of ["mona@demo.test", "ada@x.test"]) {
    const wanted = { entitlementId: entitlement, customer: { email }, expiresAt: null };
    await inTransaction((tx) => grantDirectly(tx, world.businessId, wanted, actor));
    expect((await read(entitlement)).done).toBe(false);
    await world.connect(email, await newUser("joiner"));
  }
  expect(await read(entitlement)).toMatchObject({ products: [], shared: true, done: true });
  await inTransaction((tx) => endTestAccess(tx, world.businessId, entitlement, "mona@demo.test", actor));
  expect(await world.statuses("ada@x.test")).toEqual(["delivered"]);
});
