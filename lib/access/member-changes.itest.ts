import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { emails, grantEvents, guilds } from "@/db/schema";
import { requestRestore } from "@/lib/connect/link-customer";
import { auditServers, settle, timePasses } from "@/test/world/access-world";
import { control, discordAudit, guildAction, newUser, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

const server = async () => {
  const [row] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
  return row;
};

describe("the people", () => {
  test("who left is not dragged back by the sweep, but by their own wish", async () => {
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

  test("who left, and whose purchase then ended, comes back to nothing", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "leave", { user_id: carl.user });
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
    await guildAction(guild.id, "join", { user_id: carl.user });
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });

  test("banned after delivery: the purchase stays, nobody fights the ban, its end is confirmed", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "ban", { user_id: carl.user });
    await auditServers();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });

  test("an account that was deleted ends quietly", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await control(`/discord/users/${carl.user}/set`, { deleted: true });
    await auditServers();
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.grant(carl.email)).toMatchObject({ status: "revoked", errorCode: null });
  });

  test("a role that was held before the purchase is not taken at its end", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await newUser("carl");
    await guildAction(guild.id, "join", { user_id: carl, roles: [role("Pro"), role("Member")] });
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    await world.connect("carl@x.test", carl);
    await world.subscription(subscription_id, "cancel");
    expect((await rolesOf(guild.id, carl))?.sort()).toEqual([role("Member"), role("Pro")].sort());
    expect(await world.statuses("carl@x.test")).toEqual(["revoked"]);
  });

  test("an end that keeps the role keeps it, and later sweeps too", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "keep" });
    const carl = await customer("carl");
    await world.subscription(carl.subscription_id, "cancel");
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });
});

describe("a moderator's hand", () => {
  test("a role taken by hand is put back, where that is the policy", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { driftPolicy: "restore" });
    const carl = await customer("carl");
    await guildAction(guild.id, "take-role", { user_id: carl.user, role_id: role("Pro") });
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("or left alone and told of, where that is", async () => {
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

describe("the sweep", () => {
  test("where the bot may not list members it reads them one by one, and finds the same", async () => {
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

  test("changes nothing where nothing has changed", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const before = await discordAudit(guild.id, carl.user);
    await auditServers();
    expect(await discordAudit(guild.id, carl.user)).toEqual(before);
    expect((await server())?.lastAudit).toMatchObject({ how: "pages", repaired: 0 });
  });

  test("an empty page of members takes nothing from anybody", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await control("/faults", { route: "GET /guilds/{guild_id}/members", kind: "500", count: 2 });
    await auditServers();
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
  });
});
