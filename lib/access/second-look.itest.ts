import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { accesses, discordAccounts, entitlements, guilds, lanes } from "@/db/schema";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";
import { revokeGrant } from "@/lib/grants/end-grants";
import { reinstateGrant } from "@/lib/grants/reinstate-grant";
import { catalog } from "@/lib/jobs/catalog";
import {
  actor,
  checkServers,
  clearFaults,
  control,
  fault,
  hand,
  newUser,
  openWorld,
  rolesOf,
  settle,
  timePasses,
  type World,
} from "./access-world";
import { accessTokenFor, saveAccount } from "./accounts";
import { readSituation } from "./read-situation";

/*
 * Turns that a reviewer found by reading: each was wrong once.
 */
let world: World;
let guild: { id: string; roles: Record<string, string> };
const role = (name: string) => guild.roles[name] ?? "";

beforeEach(async () => {
  await clearFaults();
  await control("/discord/application", { owner_mfa: true });
  world = await openWorld();
  guild = await world.guild();
});

async function customer(name: string, product = "Pro") {
  const user = await newUser(name);
  const email = `${name}@x.test`;
  const bought = await world.buy(product, email);
  await world.connect(email, user);
  return { user, email, ...bought };
}

const end = (grantId: string) => inTransaction((tx) => revokeGrant(tx, world.businessId, grantId, actor));

describe("another Discord account", () => {
  test("what comes back after a switch comes back to the new account", async () => {
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

  test("a revoke that Discord has not confirmed stays with the old account until it is", async () => {
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

  test("taken back before it was confirmed, it goes to the new account and leaves the old one", async () => {
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

describe("nothing is called ended that is not", () => {
  test("membership that ends while a sync is under way is ended by a kick, not by a word", async () => {
    await world.entitlement(guild.id, null, ["Pro"]);
    const carl = await customer("carl");
    await db().update(accesses).set({ dueAt: sql`now()` }).where(eq(accesses.discordUserId, carl.user));
    // The answer takes its time, and the claim ends meanwhile.
    await fault("getMember", "slow", { ms: 600, count: 1, guild_id: guild.id });
    const syncing = settle();
    await new Promise((resolve) => setTimeout(resolve, 250));
    await end((await world.grant(carl.email)).id);
    await syncing;
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toBeNull();
    expect((await world.grant(carl.email)).status).toBe("revoked");
  });

  test("a role that the entitlement gave before it was changed is taken before its end is told", async () => {
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

  test("an old role that cannot be taken shows on the grant, until it can", async () => {
    const id = await world.entitlement(guild.id, role("VIP"), ["Pro"]);
    const carl = await customer("carl");
    const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`);
    await hand(guild.id, "move-role", { role_id: bot.role_id, position: 3 });
    await checkServers();
    await updateEntitlement(world.businessId, id, { roleId: role("Pro") }, actor);
    await settle();
    expect((await rolesOf(guild.id, carl.user))?.toSorted()).toEqual([role("Pro"), role("VIP")].sort());
    expect(await world.grant(carl.email)).toMatchObject({
      status: "delivered",
      errorCode: "discord_role_above_bot",
    });
    await hand(guild.id, "move-role", { role_id: bot.role_id, position: 4 });
    await checkServers();
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    expect(await world.grant(carl.email)).toMatchObject({ status: "delivered", errorCode: null });
  });

  test("a changed entitlement's old role stays until the new one could be given", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await db()
      .update(entitlements)
      .set({ roleId: role("VIP") })
      .where(eq(entitlements.id, id));
    await fault("giveRole", "code-50013", { guild_id: guild.id, count: 1 });
    await db().update(accesses).set({ gen: sql`gen + 1`, dueAt: sql`now()` });
    await settle();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    for (let time = 0; time < 3; time++) await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("VIP")]);
  });
});

test("who waited as a customer once is no waiting customer when it ends", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  expect((await world.access(guild.id, carl.user))?.lane).toBe(lanes.waiting);
  await end((await world.grant(carl.email)).id);
  expect((await world.access(guild.id, carl.user))?.lane).toBe(lanes.revoke);
  await settle();
});

test("ten failures by a bug raise an alarm, and the access goes on by the hour", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  await db().execute(
    sql`update accesses set attempts = 30, due_at = now() where discord_user_id = ${carl.user}`,
  );
  await db().execute(
    sql`update accesses set ${catalog["sync access"]?.park} where discord_user_id = ${carl.user}`,
  );
  const parked = await world.access(guild.id, carl.user);
  expect(parked?.parkedAt).not.toBeNull();
  expect(parked?.dueAt?.getTime()).toBeGreaterThan(Date.now());
  await timePasses();
  expect(await world.access(guild.id, carl.user)).toMatchObject({ parkedAt: null, attempts: 0, dueAt: null });
});

describe("a server that only refuses calls", () => {
  const problem = async () =>
    (await db().select().from(guilds).where(eq(guilds.id, guild.id)))[0]?.problem ?? null;
  const told = ["server-needs-attention", "server-recovered"];

  test("when the bot's owner turns 2FA on, all who waited are served; their merchant is told once each way", async () => {
    const mona = await world.team();
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await control("/discord/application", { owner_mfa: false });
    await hand(guild.id, "set", { mfa_level: 1 });
    const people = [await customer("ann"), await customer("bob")];
    expect(await problem()).toBe("discord_mfa_required");
    await checkServers(3);
    expect(await problem()).toBe("discord_mfa_required");
    await control("/discord/application", { owner_mfa: true });
    await checkServers();
    await timePasses();
    expect(await problem()).toBeNull();
    for (const { email } of people) expect(await world.statuses(email)).toEqual(["delivered"]);
    expect(await world.mailsTo(mona)).toEqual(told);
  });

  test("a full server is not called well before somebody got in", async () => {
    const mona = await world.team();
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await fault("addMember", "code-30019", { guild_id: guild.id });
    const carl = await customer("carl");
    await checkServers(3);
    expect(await problem()).toBe("discord_server_full");
    await clearFaults();
    await checkServers();
    await timePasses();
    expect(await problem()).toBeNull();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    expect(await world.mailsTo(mona)).toEqual(told);
  });

  test("a role that was mended is given although the server is full for newcomers", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`);
    const carl = await newUser("carl");
    await hand(guild.id, "join", { user_id: carl });
    await hand(guild.id, "move-role", { role_id: bot.role_id, position: 1 });
    await checkServers();
    await world.buy("Pro", "carl@x.test");
    await world.connect("carl@x.test", carl);
    expect((await world.grant("carl@x.test")).errorCode).toBe("discord_role_above_bot");
    await db()
      .update(guilds)
      .set({ problem: "discord_server_full", problemSince: sql`now()` })
      .where(eq(guilds.id, guild.id));
    await db().execute(sql`insert into accesses (guild_id, discord_user_id, business_id, lane, problem, due_at)
      values (${guild.id}, ${await newUser("late")}, ${world.businessId}, 0, 'discord_server_full', null)`);
    await hand(guild.id, "move-role", { role_id: bot.role_id, position: 4 });
    await checkServers();
    await timePasses();
    expect(await world.statuses("carl@x.test")).toEqual(["delivered"]);
  });
});

test("answers that follow one another within seconds are one sign that the bot is gone, not three", async () => {
  await fault("getGuild", "spurious-10004", { count: 4, guild_id: guild.id });
  for (let look = 0; look < 4; look++) {
    await db().update(guilds).set({ dueAt: sql`now()` }).where(eq(guilds.id, guild.id));
    await settle();
  }
  const [row] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
  expect(row).toMatchObject({ goneChecks: 1, problem: null });
});

test("a late word of the business that let the server go does not hide the claims of the one that holds it", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  await db().execute(
    sql`update accesses set business_id = 'bus_before' where discord_user_id = ${carl.user}`,
  );
  expect((await readSituation(guild.id, carl.user))?.claims).toHaveLength(1);
  await db().update(accesses).set({ dueAt: sql`now()` }).where(eq(accesses.discordUserId, carl.user));
  await settle();
  expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
});

test("a refresh that answers late does not overwrite the tokens of a fresh consent", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  const { customerId } = await world.grant(carl.email);
  await db()
    .update(discordAccounts)
    .set({ tokenExpiresAt: sql`now()` })
    .where(eq(discordAccounts.discordUserId, carl.user));
  await fault("token", "slow", { ms: 500, count: 1 });
  const refreshing = accessTokenFor(carl.user, [customerId], false);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await inTransaction((tx) =>
    saveAccount(
      tx,
      { id: customerId, businessId: world.businessId },
      { id: carl.user, username: "carl", global_name: null, avatar: null },
      {
        access_token: "fresh",
        refresh_token: "fresher",
        expires_in: 600,
        scope: new Set(["identify", "guilds.join"]),
      },
    ),
  );
  expect(await refreshing).toBe("fresh");
  const [account] = await db()
    .select()
    .from(discordAccounts)
    .where(eq(discordAccounts.discordUserId, carl.user));
  expect(account?.tokenDeadAt).toBeNull();
});
