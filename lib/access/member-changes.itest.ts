import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { emails, grantEvents, guilds } from "@/db/schema";
import { requestRestore } from "@/lib/connect/link-customer";
import { auditServers, settle, timePasses } from "@/test/world/merchant-world";
import { control, discordAudit, guildAction, newUser, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

const server = async () => {
  const [row] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
  return row;
};

describe("the people", () => {
  test("somebody who left is not added again by the audit, only at their own request", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "leave", { user_id: carl.user });
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toBeNull();
    const { customerId } = await world.grant(carl.email);
    await db().transaction((tx) => requestRestore(tx, { id: customerId, businessId: world.businessId }));
    await settle();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("somebody who left and whose purchase then ended gets nothing when they come back", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "leave", { user_id: carl.user });
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
    await guildAction(guild.id, "join", { user_id: carl.user });
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });

  test("after a ban the purchase stays, the ban is respected, and the end is confirmed", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "ban", { user_id: carl.user });
    await auditServers();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });

  test("a deleted Discord account ends without an error", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await control(`/discord/users/${carl.user}/set`, { deleted: true });
    await auditServers();
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.grant(carl.email)).toMatchObject({ status: "revoked", errorCode: null });
  });

  test("a role that the customer had before the purchase is not taken when it ends", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await newUser("carl");
    await guildAction(guild.id, "join", { user_id: carl, roles: [role("Pro"), role("Member")] });
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    await world.connect("carl@x.test", carl);
    await world.subscription(subscription_id, "cancel");
    expect((await rolesOf(guild.id, carl))?.sort()).toEqual([role("Member"), role("Pro")].sort());
    expect(await world.statuses("carl@x.test")).toEqual(["revoked"]);
  });

  test("a role that is kept at the end is also kept by later audits", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "keep" });
    const carl = await customer("carl");
    await world.subscription(carl.subscription_id, "cancel");
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });
});

describe("a moderator's changes", () => {
  test("a role removed by hand is given back when the policy is `restore`", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { driftPolicy: "restore" });
    const carl = await customer("carl");
    await guildAction(guild.id, "take-role", { user_id: carl.user, role_id: role("Pro") });
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("a role removed by hand stays removed and the merchant is emailed when the policy is `respect`", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { driftPolicy: "respect" });
    const mona = await world.team();
    const carl = await customer("carl");
    await guildAction(guild.id, "take-role", { user_id: carl.user, role_id: role("Pro") });
    await auditServers();
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    const { id: grantId } = await world.grant(carl.email);
    const lines = await db()
      .select()
      .from(grantEvents)
      .where(and(eq(grantEvents.grantId, grantId), eq(grantEvents.type, "role_missed")));
    const mails = await db().select().from(emails).where(eq(emails.to, mona));
    expect(lines).toHaveLength(1);
    expect(mails.map(({ uniqueKey }) => uniqueKey)).toEqual([`role-taken:${lines[0]?.id}:${mona}`]);
  });

  test("roles that no claim names are never touched", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "give-role", { user_id: carl.user, role_id: role("VIP") });
    await auditServers();
    await world.subscription(carl.subscription_id, "cancel");
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("VIP")]);
  });
});

describe("the audit", () => {
  test("reads members one by one when the bot may not list them, with the same result", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const [ann, bob] = [await customer("ann"), await customer("bob")];
    await control("/discord/application", { members_intent: false });
    await guildAction(guild.id, "take-role", { user_id: bob.user, role_id: role("Pro") });
    await auditServers();
    await timePasses();
    expect(await rolesOf(guild.id, ann.user)).toEqual([role("Pro")]);
    expect(await rolesOf(guild.id, bob.user)).toEqual([role("Pro")]);
    expect((await server())?.lastAudit).toMatchObject({ how: "single" });
  });

  test("changes nothing when nothing has changed", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const before = await discordAudit(guild.id, carl.user);
    await auditServers();
    expect(await discordAudit(guild.id, carl.user)).toEqual(before);
    expect((await server())?.lastAudit).toMatchObject({ how: "pages", repaired: 0 });
  });

  test("takes nothing from anybody when a page of members is empty", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await control("/faults", { route: "GET /guilds/{guild_id}/members", kind: "500", count: 2 });
    await auditServers();
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
  });
});
