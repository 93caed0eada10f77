import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { accesses, grantEvents } from "@/db/schema";
import { previewEnd } from "@/lib/entitlements/end-entitlement";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";
import { revokeGrant } from "@/lib/grants/end-grants";
import { actor, auditServers, settle, timePasses } from "@/test/world/merchant-world";
import { clearFaults, fault, guildAction, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

/** Buys Pro and Lifetime, which give the named roles, and ends one after the other. */
async function endBoth(
  pro: ["kick" | "keep", string | null],
  lifetime: ["kick" | "remove_role", string | null],
  order: readonly [number, number],
) {
  await world.entitlement(guild.id, pro[1], ["Pro"], { endAction: pro[0] });
  const second = await world.entitlement(guild.id, lifetime[1], ["Lifetime"], { endAction: lifetime[0] });
  const carl = await customer("carl");
  await world.buy("Lifetime", carl.email);
  const grants = await world.grants(carl.email);
  const end = async (nth: number) => {
    await inTransaction((tx) => revokeGrant(tx, world.businessId, grants[nth]?.id ?? "", actor));
    await settle();
  };
  await end(order[0]);
  expect(await rolesOf(guild.id, carl.user)).not.toBeNull();
  const { kicked } = await previewEnd(db(), world.businessId, second);
  await end(order[1]);
  expect(await world.statuses(carl.email)).toEqual(["revoked", "revoked"]);
  return { roles: await rolesOf(guild.id, carl.user), kicked };
}

describe.each([
  { order: [0, 1] as const, name: "first" },
  { order: [1, 0] as const, name: "last" },
])("a claim that ends $name", ({ order }) => {
  test("kicks the person when all have ended and one asks for a kick", async () => {
    const { roles, kicked } = await endBoth(["kick", role("Pro")], ["remove_role", role("VIP")], order);
    expect(roles).toBeNull();
    // Only the preview of the last end announced the kick; the other entitlement had no holder left by then.
    expect(kicked).toBe(order[0] === 0 ? 1 : 0);
  });

  test("lets the person stay when one says `keep`, whatever the other says", async () => {
    const { roles, kicked } = await endBoth(["keep", role("Pro")], ["kick", role("VIP")], order);
    expect(roles).toEqual([role("Pro")]);
    expect(kicked).toBe(0);
  });
});

test.each([
  ["first", [0, 1]],
  ["last", [1, 0]],
  ["at the same time", null],
] as const)("a role stays when one of its two claims ends with `keep`: %s", async (_, order) => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "keep" });
  const second = await world.entitlement(guild.id, role("Pro"), ["Lifetime"]);
  const carl = await customer("carl");
  await world.buy("Lifetime", carl.email);
  const grants = await world.grants(carl.email);
  const end = (nth: number) =>
    inTransaction((tx) => revokeGrant(tx, world.businessId, grants[nth]?.id ?? "", actor));
  for (const nth of order ?? [0, 1]) {
    // The preview of the second entitlement's end knows that the first one's end left the role to the person.
    if (order?.[0] === 0 && nth === 1)
      expect(await previewEnd(db(), world.businessId, second)).toMatchObject({ people: 1, losesRole: 0 });
    await end(nth);
    if (order) await settle();
  }
  await settle();
  expect(await world.statuses(carl.email)).toEqual(["revoked", "revoked"]);
  expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
});

describe("an entitlement that moves to another server", () => {
  const move = async (endAction: "remove_role" | "keep") => {
    const id = await world.entitlement(guild.id, null, ["Pro"], { endAction });
    const carl = await customer("carl");
    const other = await world.guild({ name: "Other" });
    await updateEntitlement(world.businessId, id, { guildId: other.id }, actor);
    await settle();
    await timePasses();
    expect(await rolesOf(other.id, carl.user)).toEqual([]);
    return rolesOf(guild.id, carl.user);
  };

  test("makes people leave the old server when it gave only membership", async () => {
    expect(await move("remove_role")).toBeNull();
  });

  test("lets people stay in the old server when its end action is `keep`", async () => {
    expect(await move("keep")).toEqual([]);
  });
});

describe("a person who was added by the bot, left, and came back by themselves", () => {
  const returning = async (more: { driftPolicy?: "respect" } = {}) => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick", ...more });
    const carl = await customer("carl");
    await guildAction(guild.id, "leave", { user_id: carl.user });
    await guildAction(guild.id, "join", { user_id: carl.user });
    return carl;
  };

  test("loses the role at the end, and is not kicked, although nothing saw them leave", async () => {
    const carl = await returning();
    await world.subscription(carl.subscription_id, "cancel");
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });

  test("gets the role back at the next sweep, also where moderators may take it", async () => {
    const carl = await returning({ driftPolicy: "respect" });
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    const { id } = await world.grant(carl.email);
    const lines = await db().select().from(grantEvents).where(eq(grantEvents.grantId, id));
    expect(lines.map(({ type }) => type)).toContain("rejoined");
  });

  test("is noticed by the sweep although they have the same roles as before", async () => {
    await world.entitlement(guild.id, null, ["Pro"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "leave", { user_id: carl.user });
    await guildAction(guild.id, "join", { user_id: carl.user });
    await auditServers();
    expect(await world.access(guild.id, carl.user)).toMatchObject({ inGuild: true, joinedByUs: null });
  });
});

test("the sweep notes when people came in whom the bot added before that was stored", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
  const carl = await customer("carl");
  await db().update(accesses).set({ joinedAt: null }).where(eq(accesses.discordUserId, carl.user));
  await auditServers();
  await guildAction(guild.id, "leave", { user_id: carl.user });
  await guildAction(guild.id, "join", { user_id: carl.user });
  await world.subscription(carl.subscription_id, "cancel");
  expect(await rolesOf(guild.id, carl.user)).toEqual([]);
});

describe("after an add whose answer was lost", () => {
  test("the person was added by us when they came in at that moment, and leaves at the end", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
    await fault("addMember", "apply-then-drop", { count: 1 });
    const carl = await customer("carl");
    await timePasses();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    expect(await world.access(guild.id, carl.user)).toMatchObject({ joinedByUs: true, addingAt: null });
    await world.subscription(carl.subscription_id, "cancel");
    expect(await rolesOf(guild.id, carl.user)).toBeNull();
  });

  test("the person was not added by us when they came in long after it, and stays", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
    await fault("addMember", "500");
    const carl = await customer("carl");
    await clearFaults();
    await db().update(accesses).set({ addingAt: sql`adding_at - interval '5 minutes'` });
    await guildAction(guild.id, "join", { user_id: carl.user });
    await timePasses();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    await world.subscription(carl.subscription_id, "cancel");
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });
});
