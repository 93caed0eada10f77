import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { accountSwitches, customers } from "@/db/schema";
import { revokeGrant } from "@/lib/grants/end-grants";
import { reinstateGrant } from "@/lib/grants/reinstate-grant";
import { actor, settle, timePasses } from "@/test/world/merchant-world";
import { fault, guildAction, newUser, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

const end = (grantId: string) => inTransaction((tx) => revokeGrant(tx, world.businessId, grantId, actor));

describe("switching accounts", () => {
  test("is allowed three times in thirty days, but not a fourth time", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    for (let nth = 0; nth < 3; nth++)
      expect((await world.portal(carl.email, await newUser("next"))).kind).toBe("linked");
    const fifth = await newUser("fifth");
    expect(await world.portal(carl.email, fifth)).toMatchObject({
      kind: "refused",
      why: "too_many_switches",
    });
    expect(await rolesOf(guild.id, fifth)).toBeNull();
    const { customerId } = await world.grant(carl.email);
    const switches = await db()
      .select()
      .from(accountSwitches)
      .where(eq(accountSwitches.customerId, customerId));
    expect(switches.map(({ id }) => id.slice(0, 4))).toEqual(["acs_", "acs_", "acs_"]);
  });

  test("is refused when the merchant locked the account, and always through a claim link", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const { customerId } = await world.grant(carl.email);
    await db().update(customers).set({ accountLocked: true }).where(eq(customers.id, customerId));
    expect(await world.portal(carl.email, await newUser("next"))).toMatchObject({ why: "locked" });
    expect((await world.grant(carl.email)).discordUserId).toBe(carl.user);
  });

  test("gives access to the new account before the old one loses it", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const second = await newUser("second");
    await guildAction(guild.id, "ban", { user_id: second });
    await world.portal(carl.email, second);
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    await guildAction(guild.id, "unban", { user_id: second });
    await world.portal(carl.email, second);
    await timePasses();
    await timePasses();
    expect(await rolesOf(guild.id, second)).toEqual([role("Pro")]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });
});

describe("after a switch", () => {
  test("a restored grant goes to the new account", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const next = await newUser("carl2");
    await world.subscription(carl.subscription_id, "hold");
    await world.portal(carl.email, next);
    await world.subscription(carl.subscription_id, "activate");
    await timePasses();
    expect(await rolesOf(guild.id, next)).toEqual([role("Pro")]);
    expect((await rolesOf(guild.id, carl.user)) ?? []).toEqual([]);
  });

  test("a revoke that Discord has not confirmed yet stays with the old account", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await fault("takeRole", "500", { count: 1 });
    await end((await world.grant(carl.email)).id);
    await settle();
    expect((await world.grant(carl.email)).status).toBe("delivered");
    await world.portal(carl.email, await newUser("carl2"));
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    expect((await world.grant(carl.email)).status).toBe("delivered");
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect((await world.grant(carl.email)).status).toBe("revoked");
  });

  test("a revoke that is cancelled before it was confirmed moves access to the new account", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const next = await newUser("carl2");
    await fault("takeRole", "500", { count: 1 });
    const { id } = await world.grant(carl.email);
    await end(id);
    await settle();
    await world.portal(carl.email, next);
    await inTransaction((tx) => reinstateGrant(tx, world.businessId, id, actor));
    for (let time = 0; time < 3; time++) await timePasses();
    expect(await rolesOf(guild.id, next)).toEqual([role("Pro")]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });
});
