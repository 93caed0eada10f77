import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { guilds } from "@/db/schema";
import { deleteEntitlement } from "@/lib/entitlements/end-entitlement";
import { actor, auditServers, openWorld, settle, timePasses } from "@/test/world/merchant-world";
import { clearFaults, fault, guildAction, newUser, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { assignGuild } from "./assign-guild";
import { releaseGuild } from "./release-guild";

openScene();

/** Deletes these entitlements, so that people keep what they have, and releases the server. */
async function release(entitlementIds: string[]) {
  for (const id of entitlementIds)
    await inTransaction((tx) => deleteEntitlement(tx, world.businessId, id, { endAccess: false }, actor));
  await inTransaction((tx) => releaseGuild(tx, world.businessId, guild.id, actor));
  await settle();
  await timePasses();
}

const connect = (businessId: string) =>
  inTransaction((tx) => assignGuild(tx, { id: guild.id, name: "Server", icon: null }, { businessId, actor }));

async function takeOver() {
  const other = await openWorld();
  await connect(other.businessId);
  await settle();
  return other;
}

const reasonOf = async (email: string) => {
  const { status, revocationReason } = await world.grant(email);
  return [status, revocationReason];
};

const mailed = async (email: string) =>
  (await world.mailsTo(email)).filter((template) => template === "access-ended").length;

describe("an end that Discord has not confirmed when the server is released", () => {
  const ending = async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await fault("takeRole", "500");
    await world.subscription(carl.subscription_id, "cancel");
    expect((await world.grant(carl.email)).status).toBe("delivered");
    return { ...carl, id };
  };

  test("is carried out", async () => {
    const { id, email, user } = await ending();
    await clearFaults();
    await release([id]);
    expect(await reasonOf(email)).toEqual(["revoked", "subscription_cancelled"]);
    expect(await rolesOf(guild.id, user)).toEqual([]);
  });

  test.each([
    ["the bot is gone", () => guildAction(guild.id, "kick-bot")],
    [
      "the role is above the bot's",
      () => guildAction(guild.id, "move-role", { role_id: role("Pro"), position: 9 }),
    ],
  ])("is recorded as `server_released` when %s", async (_, breakIt) => {
    const { id, email } = await ending();
    await clearFaults();
    await breakIt();
    await release([id]);
    const grant = await world.grant(email);
    expect(grant).toMatchObject({ status: "revoked", revocationReason: "server_released", errorCode: null });
    expect(await world.published(grant.id)).toEqual(["created", "delivered", "revoked"]);
    expect(await mailed(email)).toBe(0);
  });

  test("is recorded when another business connects the server before Discord answers", async () => {
    const { id, email, user } = await ending();
    await release([id]);
    expect((await world.grant(email)).status).toBe("delivered");
    await takeOver();
    expect(await reasonOf(email)).toEqual(["revoked", "server_released"]);
    expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);
  });
});

test("a check that is in doubt about the bot does not hold up the ends in a released server", async () => {
  const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  await db().update(guilds).set({ goneChecks: 1 }).where(eq(guilds.id, guild.id));
  await world.subscription(carl.subscription_id, "cancel");
  await release([id]);
  expect(await reasonOf(carl.email)).toEqual(["revoked", "subscription_cancelled"]);
  expect(await rolesOf(guild.id, carl.user)).toEqual([]);
});

describe("in a released server", () => {
  test("what nobody got yet ends, and nothing is given any more", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", "late@x.test");
    await guildAction(guild.id, "move-role", { role_id: role("Pro"), position: 9 });
    const stuck = await customer("stuck");
    expect((await world.grant(stuck.email)).status).toBe("failed");
    await release([id]);
    for (const email of ["late@x.test", stuck.email])
      expect(await reasonOf(email)).toEqual(["revoked", "server_released"]);
  });

  test("kept access stays, and one cancellation takes that role only", async () => {
    const pro = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const vip = await world.entitlement(guild.id, role("VIP"), ["VIP"]);
    const carl = await customer("carl");
    await world.buy("VIP", carl.email);
    await release([pro, vip]);
    expect(await world.statuses(carl.email)).toEqual(["delivered", "delivered"]);
    expect(await rolesOf(guild.id, carl.user)).toHaveLength(2);
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.statuses(carl.email)).toEqual(["revoked", "delivered"]);
    expect(await reasonOf(carl.email)).toEqual(["revoked", "subscription_cancelled"]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("VIP")]);
  });

  test("a role that a moderator took from kept access is not given back, and is nobody's problem", async () => {
    const pro = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await release([pro]);
    await guildAction(guild.id, "take-role", { user_id: carl.user, role_id: role("Pro") });
    await world.buy("Lifetime", carl.email);
    await world.portal(carl.email, carl.user);
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.grant(carl.email)).toMatchObject({ status: "delivered", errorCode: null });
  });

  test("a purchase that goes on after a hold brings nothing back", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await release([id]);
    await world.subscription(carl.subscription_id, "hold");
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    await world.subscription(carl.subscription_id, "activate");
    expect(await reasonOf(carl.email)).toEqual(["revoked", "subscription_on_hold"]);
  });

  test.each([
    ["makes the person leave", () => Promise.resolve(), "subscription_cancelled", null],
    [
      "says that they may still be there when the bot is gone",
      () => guildAction(guild.id, "kick-bot"),
      "server_released",
      [],
    ],
  ])("the end of a membership %s", async (_, before, reason, roles) => {
    const id = await world.entitlement(guild.id, null, ["Pro"]);
    const carl = await customer("carl");
    await release([id]);
    await before();
    await world.subscription(carl.subscription_id, "cancel");
    expect(await reasonOf(carl.email)).toEqual(["revoked", reason]);
    expect(await rolesOf(guild.id, carl.user)).toEqual(roles);
  });
});

describe("a released server that another business connects", () => {
  test("keeps people's access, and later ends say that the role may still be there", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await release([id]);
    const other = await takeOver();
    expect((await world.grant(carl.email)).status).toBe("delivered");
    await other.entitlement(guild.id, role("VIP"), ["VIP"], { endAction: "kick" });
    const bought = await other.buy("VIP", "carl2@x.test");
    await other.connect("carl2@x.test", carl.user);
    expect((await rolesOf(guild.id, carl.user))?.sort()).toEqual([role("Pro"), role("VIP")].sort());
    await world.subscription(carl.subscription_id, "cancel");
    await timePasses();
    expect(await reasonOf(carl.email)).toEqual(["revoked", "server_released"]);
    expect(await mailed(carl.email)).toBe(0);
    await other.subscription(bought.subscription_id, "cancel");
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("is not touched by an account switch of the old business's customer", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await release([id]);
    await takeOver();
    const second = await newUser("second");
    await world.portal(carl.email, second);
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    expect(await rolesOf(guild.id, second)).toBeNull();
    expect(await world.access(guild.id, second)).toBeFalsy();
  });

  test("is swept like any other", async () => {
    await release([]);
    const other = await takeOver();
    const [row] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
    expect(row).toMatchObject({ businessId: other.businessId, auditDueAt: expect.any(Date) });
  });
});

test("a released server that the same business connects again is swept again", async () => {
  const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  await release([id]);
  await guildAction(guild.id, "take-role", { user_id: carl.user, role_id: role("Pro") });
  await auditServers();
  expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  await connect(world.businessId);
  await settle();
  await timePasses();
  expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
});
