import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { lanes } from "@/db/schema";
import { deleteEntitlement, endEntitlement } from "@/lib/entitlements/end-entitlement";
import { findMove, stepMoving } from "@/lib/entitlements/move-entitlement";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";
import { revokeGrant } from "@/lib/grants/end-grants";
import { reinstateGrant } from "@/lib/grants/reinstate-grant";
import { catalog, type Job } from "@/lib/jobs/catalog";
import { drain } from "@/lib/jobs/runner";
import { attachEntitlement, listProducts } from "@/lib/products/products";
import { actor, settle, timePasses } from "@/test/world/merchant-world";
import { control, fault, newUser, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { grantDirectly } from "./grant-directly";

openScene();

/** Lets the provider do this, and keeps its events back to be told in another order. */
async function happens(path: string, body: Record<string, unknown> = {}) {
  await control(path, { ...body, account: world.account });
  return world.events();
}

async function sells(product: string, email: string) {
  const bought = await control<{ payment_id: string; subscription_id: string | null }>("/shop/buy", {
    product,
    email,
    name: email,
    account: world.account,
  });
  return { ...bought, events: await world.events() };
}

function shuffled<T>(items: T[], seed: number): T[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  return items
    .map((item) => ({ item, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

describe("events in no good order", () => {
  test("a refund that comes before its payment counts when the payment comes", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Lifetime"]);
    const sale = await sells("Lifetime", "carl@x.test");
    const refund = await happens(`/shop/payments/${sale.payment_id}/refund`);
    for (const event of [...refund, ...sale.events]) {
      await world.receive(event);
      await settle();
    }
    expect(await world.statuses("carl@x.test")).toEqual([]);
    expect(await control<unknown[]>("/inbox?to=carl@x.test")).toHaveLength(0);
  });

  test("events in any order, each delivered twice, end in the same state and send each message once", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("VIP"), ["VIP"]);
    for (let seed = 1; seed <= 6; seed++) {
      const email = `order${seed}@x.test`;
      const sale = await sells("Pro", email);
      const id = sale.subscription_id;
      const told = [...sale.events];
      for (const step of ["hold", "activate", "pause", "unpause"])
        told.push(...(await happens(`/shop/subscriptions/${id}/${step}`)));
      told.push(...(await happens(`/shop/subscriptions/${id}/change-plan`, { product: "VIP" })));
      if (seed % 2 === 0) told.push(...(await happens(`/shop/subscriptions/${id}/cancel`)));
      for (const [place, event] of shuffled([...told, ...told], seed).entries()) {
        await world.receive(event);
        if (place % 3 === 0) await settle();
      }
      await settle();
      await timePasses();
      const live = seed % 2 === 1;
      const held = (await world.statuses(email)).filter((status) => status !== "revoked");
      expect([seed, held]).toEqual([seed, live ? ["pending"] : []]);
      if (!live) continue;
      const user = await newUser("order");
      await world.connect(email, user);
      expect(await rolesOf(guild.id, user)).toEqual([role("VIP")]);
    }
  });

  test("one event fifty times at once has one effect, and fifty answers", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { events } = await sells("Pro", "carl@x.test");
    const answers = await Promise.all(
      events.flatMap((event) => Array.from({ length: 50 }, () => world.receive(event))),
    );
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(events.length);
    await settle();
    const grant = await world.grant("carl@x.test");
    expect(await world.published(grant.id)).toEqual(["created"]);
    expect(await control<unknown[]>("/inbox?to=carl@x.test")).toHaveLength(1);
  });

  test("an event that cannot be read is set aside, and holds up nobody", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const body = JSON.stringify({
      business_id: world.account,
      type: "payment.succeeded",
      timestamp: new Date().toISOString(),
      data: { payment_id: 7 },
    });
    await world.receive({ id: "msg_poison", body });
    await world.buy("Pro", "carl@x.test");
    expect(await world.statuses("carl@x.test")).toEqual(["pending"]);
    const [row] = await db().execute<{ parked: string | null }>(
      sql`select parked_reason as parked from inbox_events where external_id = 'msg_poison' and business_id = ${world.businessId}`,
    );
    expect(row?.parked).toMatch(/shape/);
  });

  test("a mail provider in trouble sends one mail for one cause", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await control("/faults", { route: "POST /emails", kind: "apply-then-drop", count: 2 });
    await world.buy("Pro", "twice@x.test");
    for (let time = 0; time < 4; time++) {
      await db().execute(sql`update emails set due_at = now() where status = 'queued'`);
      await settle();
    }
    expect(await control<unknown[]>("/inbox?to=twice@x.test")).toHaveLength(1);
  });
});

describe("manual changes to one grant", () => {
  test("a manual revoke outlives renewals and reactivation, until someone reinstates it", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const grant = await world.grant(carl.email);
    await inTransaction((tx) => revokeGrant(tx, world.businessId, grant.id, actor));
    await settle();
    for (const step of ["renew", "hold", "activate", "pause", "unpause"])
      await world.subscription(carl.subscription_id, step);
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    await inTransaction((tx) => reinstateGrant(tx, world.businessId, grant.id, actor));
    await settle();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("the provider's end and the merchant's at once: one transition", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const grant = await world.grant(carl.email);
    await Promise.all([
      world.subscription(carl.subscription_id, "cancel"),
      inTransaction((tx) => revokeGrant(tx, world.businessId, grant.id, actor)),
    ]);
    await settle();
    await timePasses();
    expect(await world.published(grant.id)).toEqual(["created", "delivered", "revoked"]);
  });

  test("given directly until a date, it ends on that date; given again, it comes back", async () => {
    const entitlementId = await world.entitlement(guild.id, role("Pro"), []);
    const give = (expiresAt: Date | null) =>
      inTransaction((tx) =>
        grantDirectly(
          tx,
          world.businessId,
          { entitlementId, customer: { email: "gift@x.test" }, expiresAt },
          actor,
        ),
      );
    await give(new Date(Date.now() + 3_600_000));
    await settle();
    const user = await newUser("gift");
    await world.connect("gift@x.test", user);
    expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);
    const grant = await world.grant("gift@x.test");
    await db().execute(sql`update grants set expires_at = now(), due_at = now() where id = ${grant.id}`);
    await settle();
    expect(await world.grant("gift@x.test")).toMatchObject({
      status: "revoked",
      revocationReason: "expired",
    });
    expect(await rolesOf(guild.id, user)).toEqual([]);
    await give(null);
    await settle();
    expect(await world.grant("gift@x.test")).toMatchObject({ id: grant.id, status: "delivered" });
    expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);
  });
});

describe("a change of the entitlement itself", () => {
  test("another role: the new one comes, the old one goes, the grants stay", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const [ann, bob] = [await customer("ann"), await customer("bob")];
    await updateEntitlement(world.businessId, id, { roleId: role("VIP") }, actor);
    await settle();
    for (const { user, email } of [ann, bob]) {
      expect(await rolesOf(guild.id, user)).toEqual([role("VIP")]);
      expect(await world.published((await world.grant(email)).id)).toEqual(["created", "delivered"]);
    }
  });

  test("another server: people are there before they lose anything here, also when Discord stumbles", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const next = await world.guild({ name: "Next" });
    await fault("addMember", "500", { count: 2, guild_id: next.id });
    await updateEntitlement(world.businessId, id, { guildId: next.id, roleId: next.roles.Pro ?? "" }, actor);
    await settle();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    for (let time = 0; time < 4; time++) await timePasses();
    expect(await rolesOf(next.id, carl.user)).toEqual([next.roles.Pro]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
  });

  test("a move that crashes halfway resumes where it stopped, and shows its progress", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const people = [await customer("a"), await customer("b"), await customer("c")];
    const next = await world.guild({ name: "Next" });
    const progress = () => inTransaction((tx) => findMove(tx, world.businessId, id));
    expect(await progress()).toBeNull();
    await updateEntitlement(world.businessId, id, { guildId: next.id, roleId: next.roles.Pro ?? "" }, actor);
    // Nobody is marked yet. A sync of one of them for another reason must not remove anything early.
    expect(await progress()).toEqual({ total: 3, left: 3, stuck: 0 });
    await db().execute(sql`update accesses set due_at = now() where guild_id = ${guild.id}`);
    await drain({ "sync access": catalog["sync access"] as Job });
    for (const { user } of people) expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);
    await stepMovingOnce(id);
    await db().execute(sql`update bulk_runs set cursor = null, due_at = now(), finished_at = null
      where kind = 'move_entitlement' and input->>'entitlementId' = ${id}`);
    await settle();
    for (let time = 0; time < 3; time++) await timePasses();
    for (const { user, email } of people) {
      expect(await rolesOf(next.id, user)).toEqual([next.roles.Pro]);
      expect(await rolesOf(guild.id, user)).toEqual([]);
      expect(await world.published((await world.grant(email)).id)).toEqual(["created", "delivered"]);
    }
    expect(await progress()).toBeNull();
  });

  test("deleted without ending access: people keep what they have until their own purchase ends", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await inTransaction((tx) => deleteEntitlement(tx, world.businessId, id, { endAccess: false }, actor));
    await settle();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    await world.subscription(carl.subscription_id, "cancel");
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });

  test("deleted with everybody's access: all lose it, and a renewal brings nothing back", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const [ann, bob] = [await customer("ann"), await customer("bob")];
    await inTransaction((tx) => deleteEntitlement(tx, world.businessId, id, { endAccess: true }, actor));
    await settle();
    await timePasses();
    await world.subscription(ann.subscription_id, "hold");
    await world.subscription(ann.subscription_id, "activate");
    for (const { user, email } of [ann, bob]) {
      expect(await rolesOf(guild.id, user)).toEqual([]);
      expect(await world.grant(email)).toMatchObject({
        status: "revoked",
        revocationReason: "entitlement_ended",
      });
    }
  });

  test.each([
    ["paused", "pause", "unpause"],
    ["on hold", "hold", "activate"],
  ])("ended for everybody while a purchase is %s: it brings nothing back", async (_, stop, resume) => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await world.subscription(carl.subscription_id, stop);
    await inTransaction((tx) => deleteEntitlement(tx, world.businessId, id, { endAccess: true }, actor));
    await settle();
    await world.subscription(carl.subscription_id, resume);
    await timePasses();
    expect(await world.grant(carl.email)).toMatchObject({
      status: "revoked",
      revocationReason: "entitlement_ended",
    });
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });

  test("an end by hand stays one when the entitlement ends for everybody", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const { id: grantId } = await world.grant(carl.email);
    await inTransaction((tx) => revokeGrant(tx, world.businessId, grantId, actor));
    await settle();
    await inTransaction((tx) => endEntitlement(tx, world.businessId, id, actor));
    await settle();
    expect((await world.grant(carl.email)).revocationReason).toBe("manual");
  });

  test("an end for everybody that dies half way goes on where it was", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const people = [await customer("a"), await customer("b"), await customer("c")];
    const { runId } = await inTransaction((tx) => endEntitlement(tx, world.businessId, id, actor));
    await fault("takeRole", "500", { count: 2 });
    await settle();
    // As after a kill between the step and its mark.
    await db().execute(
      sql`update bulk_runs set cursor = null, due_at = now(), finished_at = null where id = ${runId}`,
    );
    for (let time = 0; time < 4; time++) await timePasses();
    for (const { user, email } of people) {
      expect(await rolesOf(guild.id, user)).toEqual([]);
      expect(await world.published((await world.grant(email)).id)).toEqual([
        "created",
        "delivered",
        "revoked",
      ]);
    }
  });
});

describe("attaching an entitlement with `existing too` reaches", () => {
  const attach = async (product: string, entitlementId: string) => {
    const all = await listProducts(db(), world.businessId, { limit: 50 });
    const { id = "" } = all.find(({ name }) => name === product) ?? {};
    await inTransaction((tx) =>
      attachEntitlement(tx, world.businessId, id, entitlementId, { existingToo: true }, actor),
    );
    await settle();
  };

  test("those who changed plans to the product, and lost the entitlement by that", async () => {
    const pro = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await world.subscription(carl.subscription_id, "change-plan", { product: "VIP" });
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
    await attach("VIP", pro);
    const [vip] = (await listProducts(db(), world.businessId, { limit: 50 })).filter(
      ({ name }) => name === "VIP",
    );
    expect(await world.grant(carl.email)).toMatchObject({ status: "delivered", productId: vip?.id });
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("those who lost it when it ended for everybody, but nobody whose access was ended by hand", async () => {
    const pro = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const [ann, bob] = [await customer("ann"), await customer("bob")];
    const { id: grantId } = await world.grant(bob.email);
    await inTransaction((tx) => revokeGrant(tx, world.businessId, grantId, actor));
    await inTransaction((tx) => endEntitlement(tx, world.businessId, pro, actor));
    await settle();
    await attach("Pro", pro);
    expect(await world.statuses(ann.email)).toEqual(["delivered"]);
    expect(await world.statuses(bob.email)).toEqual(["revoked"]);
  });

  test("people who have a connected account, without pushing in front of those who wait", async () => {
    const pro = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const [ann, bob] = [await customer("ann"), await customer("bob")];
    await inTransaction((tx) => endEntitlement(tx, world.businessId, pro, actor));
    await settle();
    const member = await world.entitlement(guild.id, role("Member"), []);
    await attach("Pro", member);
    await attach("Pro", pro);
    for (const { user } of [ann, bob]) {
      expect((await rolesOf(guild.id, user))?.sort()).toEqual([role("Member"), role("Pro")].sort());
      expect((await world.access(guild.id, user))?.lane).toBe(lanes.bulk);
    }
  });

  test("nobody whose purchase is over", async () => {
    const pro = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await world.subscription(carl.subscription_id, "cancel");
    await attach("Pro", pro);
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });
});

async function stepMovingOnce(entitlementId: string): Promise<void> {
  const [run] = await db().execute<{ id: string }>(
    sql`select id from bulk_runs where kind = 'move_entitlement' and input->>'entitlementId' = ${entitlementId}`,
  );
  await stepMoving(run?.id ?? "");
}
