import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { accesses, entitlements } from "@/db/schema";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";
import { revokeGrant } from "@/lib/grants/end-grants";
import { actor, checkServers, settle, timePasses } from "@/test/world/merchant-world";
import { clearFaults, control, fault, guildAction, hold, newUser, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

const end = (grantId: string) => inTransaction((tx) => revokeGrant(tx, world.businessId, grantId, actor));

describe("answers that are wrong or late", () => {
  test.each([
    ["silent", "giveRole", {}],
    ["apply-then-drop", "giveRole", {}],
    ["apply-then-drop", "addMember", {}],
    ["late", "giveRole", { ms: 400 }],
    ["hang-body", "addMember", { ms: 200 }],
    ["500", "getMember", {}],
    ["502", "addMember", {}],
    ["429-global", "giveRole", { ms: 50 }],
    ["429-bare", "addMember", {}],
    ["429-html", "getMember", {}],
    ["html-403", "giveRole", {}],
  ] as const)("%s on %s: the role is there in the end, delivered once", async (kind, route, more) => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", "carl@x.test");
    const carl = await newUser("carl");
    await fault(route, kind, { count: 1, guild_id: guild.id, ...more });
    await world.connect("carl@x.test", carl);
    for (let time = 0; time < 4; time++) await timePasses();
    expect(await rolesOf(guild.id, carl)).toEqual([role("Pro")]);
    const grant = await world.grant("carl@x.test");
    expect(grant.status).toBe("delivered");
    expect(await world.published(grant.id)).toEqual(["created", "delivered"]);
  });

  test.each([
    ["silent", {}],
    ["apply-then-drop", {}],
    ["late", { ms: 400 }],
    ["503", {}],
  ] as const)("%s when a role is taken: revoked only when it is gone", async (kind, more) => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await fault("takeRole", kind, { count: 1, ...more });
    await world.subscription(carl.subscription_id, "cancel");
    const grant = await world.grant(carl.email);
    if (grant.status === "revoked") expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    for (let time = 0; time < 3; time++) await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.published(grant.id)).toEqual(["created", "delivered", "revoked"]);
  });

  test("a removal that takes effect after the claim was restored is found by the recheck", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const removal = await hold("takeRole", "late");
    await world.subscription(carl.subscription_id, "hold");
    await removal.arrived();
    await world.subscription(carl.subscription_id, "activate");
    await timePasses();
    const access = await world.access(guild.id, carl.user);
    expect(access?.recheckAt?.getTime()).toBeGreaterThan(Date.now());
    await removal.release();
    await expect.poll(() => rolesOf(guild.id, carl.user)).toEqual([]);
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });
});

describe("a grant is revoked only when nothing is left", () => {
  test("membership that ends during a sync is revoked after the kick, not before", async () => {
    await world.entitlement(guild.id, null, ["Pro"]);
    const carl = await customer("carl");
    await db().update(accesses).set({ dueAt: sql`now()` }).where(eq(accesses.discordUserId, carl.user));
    // The answer is slow, and the claim ends in the meantime.
    const reading = await hold("getMember", "slow", { guild_id: guild.id });
    const syncing = settle();
    await reading.arrived();
    await end((await world.grant(carl.email)).id);
    await reading.release();
    await syncing;
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toBeNull();
    expect((await world.grant(carl.email)).status).toBe("revoked");
  });

  test("a role from before the entitlement was changed is taken before the grant is revoked", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await fault("takeRole", "500", { count: 2 });
    await updateEntitlement(world.businessId, id, { roleId: role("VIP") }, actor);
    await end((await world.grant(carl.email)).id);
    await settle();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    expect((await world.grant(carl.email)).status).toBe("delivered");
    for (let time = 0; time < 3; time++) await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect((await world.grant(carl.email)).status).toBe("revoked");
  });

  test("an old role that can't be taken shows as a problem on its grant until it can", async () => {
    const id = await world.entitlement(guild.id, role("VIP"), ["Pro"]);
    await world.entitlement(guild.id, null, ["Lifetime"]);
    const carl = await customer("carl");
    await world.buy("Lifetime", carl.email);
    await settle();
    const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`);
    await guildAction(guild.id, "move-role", { role_id: bot.role_id, position: 3 });
    await checkServers();
    await updateEntitlement(world.businessId, id, { roleId: role("Pro") }, actor);
    await settle();
    expect((await rolesOf(guild.id, carl.user))?.toSorted()).toEqual([role("Pro"), role("VIP")].sort());
    const errors = async () => (await world.grants(carl.email)).map(({ errorCode }) => errorCode);
    expect(await errors()).toEqual(["discord_role_above_bot", null]);
    // The end of the other grant does not wait for it.
    await end((await world.grants(carl.email))[1]?.id ?? "");
    await settle();
    expect(await world.statuses(carl.email)).toEqual(["delivered", "revoked"]);
    await guildAction(guild.id, "move-role", { role_id: bot.role_id, position: 4 });
    await checkServers();
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    expect(await errors()).toEqual([null, null]);
  });

  test("a changed entitlement's old role stays until the new one is given", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await db()
      .update(entitlements)
      .set({ roleId: role("VIP") })
      .where(eq(entitlements.id, id));
    await fault("giveRole", "code-50013", { guild_id: guild.id });
    await db().update(accesses).set({ gen: sql`gen + 1`, dueAt: sql`now()` });
    await settle();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    await clearFaults();
    for (let time = 0; time < 3; time++) await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("VIP")]);
  });
});
