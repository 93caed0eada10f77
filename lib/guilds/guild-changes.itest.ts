import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { accesses, emails, entitlements, guilds } from "@/db/schema";
import { readState } from "@/lib/access/read-state";
import { checkServers, settle, timePasses } from "@/test/world/merchant-world";
import { clearRequests, control, fault, guildAction, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

const server = async () => {
  const [row] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
  return row;
};

describe("the bot and the server", () => {
  test("one answer that the server is unknown changes nothing", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await fault("getGuild", "spurious-10004", { count: 2, guild_id: guild.id });
    await fault("getMember", "spurious-10004", { count: 2, guild_id: guild.id });
    await checkServers(2);
    const carl = await customer("carl");
    expect((await server())?.problem).toBeNull();
    for (let time = 0; time < 3; time++) {
      await checkServers();
      await timePasses();
    }
    expect(await server()).toMatchObject({ problem: null, goneChecks: 0 });
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
  });

  test("the merchant is emailed about a role that can't be given, keyed by when that began", async () => {
    const mona = await world.team();
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await customer("carl");
    await guildAction(guild.id, "delete-role", { role_id: role("Pro") });
    await checkServers();
    const [entitlement] = await db().select().from(entitlements).where(eq(entitlements.id, id));
    const mails = await db().select().from(emails).where(eq(emails.to, mona));
    expect(mails.map(({ uniqueKey }) => uniqueKey)).toEqual([
      `server-needs-attention:${id}:discord_role_deleted:${entitlement?.problemSince?.getTime()}:${mona}`,
    ]);
  });

  test("even many such answers change nothing while the bot's own list has the server", async () => {
    await fault("getGuild", "spurious-10004", { count: 5, guild_id: guild.id });
    await checkServers(5);
    expect((await server())?.problem).toBeNull();
    await checkServers();
    expect(await server()).toMatchObject({ problem: null, goneChecks: 0 });
  });

  test("a removed bot stops all calls to its server; other servers are not affected", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const other = await world.guild({ name: "Other" });
    await world.entitlement(other.id, other.roles.Pro ?? "", ["VIP"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "kick-bot");
    await checkServers(4);
    expect((await server())?.problem).toBe("discord_bot_removed");
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.grant(carl.email)).toMatchObject({
      status: "delivered",
      errorCode: "discord_bot_removed",
    });
    const dora = await customer("dora", "VIP");
    expect(await rolesOf(other.id, dora.user)).toEqual([other.roles.Pro]);
  });

  test("six purchases that end after the bot was removed cause no calls", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const people = [];
    for (const name of ["a", "b", "c", "d", "e", "f"]) people.push(await customer(name));
    await guildAction(guild.id, "kick-bot");
    await checkServers(4);
    await clearRequests();
    for (const { subscription_id } of people) await world.subscription(subscription_id, "cancel");
    const { routes } = await control<{ routes: Record<string, unknown> }>("/requests");
    expect(Object.keys(routes).filter((route) => route.includes("/guilds/"))).toEqual([]);
    for (const { email } of people)
      expect(await world.grant(email)).toMatchObject({
        status: "delivered",
        errorCode: "discord_bot_removed",
      });
  });

  test("a role that became managed can't be given until it is no longer managed", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await guildAction(guild.id, "edit-role", { role_id: role("Pro"), managed: true });
    const carl = await customer("carl");
    expect((await world.grant(carl.email)).status).toBe("failed");
    await guildAction(guild.id, "edit-role", { role_id: role("Pro"), managed: false });
    await checkServers();
    await timePasses();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
  });

  test("without the kick permission the role is taken, and the kick follows once it is allowed", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
    const carl = await customer("carl");
    const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`);
    await guildAction(guild.id, "edit-role", { role_id: bot.role_id, permissions: "268435457" });
    await checkServers();
    await world.subscription(carl.subscription_id, "cancel");
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.grant(carl.email)).toMatchObject({
      status: "delivered",
      errorCode: "discord_missing_permission",
    });
    await guildAction(guild.id, "edit-role", { role_id: bot.role_id, permissions: "268435459" });
    await checkServers();
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toBeNull();
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });
});

test("answers within seconds of each other count as one sign that the bot is gone", async () => {
  await fault("getGuild", "spurious-10004", { count: 4, guild_id: guild.id });
  for (let look = 0; look < 4; look++) {
    await db().update(guilds).set({ dueAt: sql`now()` }).where(eq(guilds.id, guild.id));
    await settle();
  }
  const [row] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
  expect(row).toMatchObject({ goneChecks: 1, problem: null });
});

test("a late change by the business that released the server doesn't hide the claims of the new one", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  await db().execute(
    sql`update accesses set business_id = 'bus_before' where discord_user_id = ${carl.user}`,
  );
  expect((await readState(guild.id, carl.user))?.claims).toHaveLength(1);
  await db().update(accesses).set({ dueAt: sql`now()` }).where(eq(accesses.discordUserId, carl.user));
  await settle();
  expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
});
