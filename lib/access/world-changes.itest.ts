import { createPrivateKey, sign } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { customers, discordAccounts, guilds } from "@/db/schema";
import { sandboxCredentials } from "@/sandbox/credentials";
import {
  auditServers,
  checkServers,
  clearFaults,
  control,
  discordAudit,
  fault,
  forgetRequests,
  hand,
  newUser,
  openWorld,
  rolesOf,
  settle,
  timePasses,
  type World,
} from "./access-world";
import { requestRestore } from "./link-customer";
import { receiveDiscordEvent } from "./receive-discord-event";

let world: World;
let guild: { id: string; roles: Record<string, string> };
const role = (name: string) => guild.roles[name] ?? "";

beforeEach(async () => {
  await clearFaults();
  await control("/discord/application", { members_intent: true });
  world = await openWorld();
  guild = await world.guild();
});

async function customer(name: string, product = "Pro") {
  const email = `${name}@x.test`;
  const bought = await world.buy(product, email);
  const user = await newUser(name);
  await world.connect(email, user);
  return { ...bought, email, user };
}

const server = async () => {
  const [row] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
  return row;
};

describe("the bot and the server", () => {
  test("one answer that the server is unknown suspends nothing", async () => {
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

  test("even many such answers do not, while the bot's own list has the server", async () => {
    await fault("getGuild", "spurious-10004", { count: 5, guild_id: guild.id });
    await checkServers(5);
    expect((await server())?.problem).toBeNull();
    await checkServers();
    expect(await server()).toMatchObject({ problem: null, goneChecks: 0 });
  });

  test("a bot that was removed stops all calls to its server, and those to others go on", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const other = await world.guild({ name: "Other" });
    await world.entitlement(other.id, other.roles.Pro ?? "", ["VIP"]);
    const carl = await customer("carl");
    await hand(guild.id, "kick-bot");
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

  test("of six whose purchases end after the bot was removed, none costs a call", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const people = [];
    for (const name of ["a", "b", "c", "d", "e", "f"]) people.push(await customer(name));
    await hand(guild.id, "kick-bot");
    await checkServers(4);
    await forgetRequests();
    for (const { subscription_id } of people) await world.subscription(subscription_id, "cancel");
    const { routes } = await control<{ routes: Record<string, unknown> }>("/requests");
    expect(Object.keys(routes).filter((route) => route.includes("/guilds/"))).toEqual([]);
    for (const { email } of people)
      expect(await world.grant(email)).toMatchObject({
        status: "delivered",
        errorCode: "discord_bot_removed",
      });
  });

  test("a role that became managed cannot be given, and is when it is none any more", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await hand(guild.id, "edit-role", { role_id: role("Pro"), managed: true });
    const carl = await customer("carl");
    expect((await world.grant(carl.email)).status).toBe("failed");
    await hand(guild.id, "edit-role", { role_id: role("Pro"), managed: false });
    await checkServers();
    await timePasses();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
  });

  test("a kick that is not allowed takes the role at least, and is done when it is", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
    const carl = await customer("carl");
    const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`);
    await hand(guild.id, "edit-role", { role_id: bot.role_id, permissions: "268435457" });
    await checkServers();
    await world.subscription(carl.subscription_id, "cancel");
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.grant(carl.email)).toMatchObject({
      status: "delivered",
      errorCode: "discord_missing_permission",
    });
    await hand(guild.id, "edit-role", { role_id: bot.role_id, permissions: "268435459" });
    await checkServers();
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toBeNull();
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });
});

describe("the people", () => {
  test("who left is not dragged back by the sweep, but by their own wish", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await hand(guild.id, "leave", { user_id: carl.user });
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
    await hand(guild.id, "leave", { user_id: carl.user });
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
    await hand(guild.id, "join", { user_id: carl.user });
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });

  test("banned after delivery: the purchase stays, nobody fights the ban, its end is confirmed", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await hand(guild.id, "ban", { user_id: carl.user });
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
    await hand(guild.id, "join", { user_id: carl, roles: [role("Pro"), role("Member")] });
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
    await hand(guild.id, "take-role", { user_id: carl.user, role_id: role("Pro") });
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("or left alone and told of, where that is", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { driftPolicy: "respect" });
    const mona = await world.team();
    const carl = await customer("carl");
    await hand(guild.id, "take-role", { user_id: carl.user, role_id: role("Pro") });
    await auditServers();
    await auditServers();
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    const { rows } = {
      rows: await db().execute<{ n: number }>(
        `select count(*)::int as n from grant_events where type = 'role_missed' and grant_id = '${(await world.grant(carl.email)).id}'`,
      ),
    };
    expect(rows[0]?.n).toBe(1);
    expect(await world.mailsTo(mona)).toEqual(["role-taken"]);
  });

  test("roles that no claim names are never touched", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await hand(guild.id, "give-role", { user_id: carl.user, role_id: role("VIP") });
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
    await hand(guild.id, "take-role", { user_id: bob.user, role_id: role("Pro") });
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

describe("Discord's own events", () => {
  const signed = (body: string, time = Math.floor(Date.now() / 1000)) => {
    const der = Buffer.concat([
      Buffer.from("302e020100300506032b657004220420", "hex"),
      Buffer.from(sandboxCredentials.discord.privateKeySeed, "hex"),
    ]);
    const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    return new Headers({
      "x-signature-ed25519": sign(null, Buffer.from(time + body), key).toString("hex"),
      "x-signature-timestamp": String(time),
    });
  };
  const deauthorized = (user: string) =>
    JSON.stringify({
      version: 1,
      type: 1,
      event: { type: "APPLICATION_DEAUTHORIZED", data: { user: { id: user } } },
    });

  test("consent taken back: tokens are forgotten, twice does no harm, the role stays", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const body = deauthorized(carl.user);
    for (let time = 0; time < 2; time++) await receiveDiscordEvent(signed(body), Buffer.from(body));
    const [account] = await db()
      .select()
      .from(discordAccounts)
      .where(eq(discordAccounts.discordUserId, carl.user));
    expect(account).toMatchObject({ accessToken: null, refreshToken: null });
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("a forged, an old and a changed one are refused", async () => {
    const body = deauthorized("1");
    const good = signed(body);
    await expect(receiveDiscordEvent(new Headers(), Buffer.from(body))).rejects.toThrow("signature");
    await expect(receiveDiscordEvent(good, Buffer.from(`${body} `))).rejects.toThrow("signature");
    const old = signed(body, Math.floor(Date.now() / 1000) - 3_600);
    await expect(receiveDiscordEvent(old, Buffer.from(body))).rejects.toThrow("signature");
    await expect(
      receiveDiscordEvent(signed('{"type":0}'), Buffer.from('{"type":0}')),
    ).resolves.toBeUndefined();
  });
});

describe("switching accounts", () => {
  test("three times in thirty days, and not a fourth", async () => {
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
  });

  test("not at all where the merchant has locked it, and never by the claim link", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const { customerId } = await world.grant(carl.email);
    await db().update(customers).set({ accountLocked: true }).where(eq(customers.id, customerId));
    expect(await world.portal(carl.email, await newUser("next"))).toMatchObject({ why: "locked" });
    expect((await world.grant(carl.email)).discordUserId).toBe(carl.user);
  });

  test("the new account has it before the old one loses it", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const second = await newUser("second");
    await hand(guild.id, "ban", { user_id: second });
    await world.portal(carl.email, second);
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    await hand(guild.id, "unban", { user_id: second });
    await world.portal(carl.email, second);
    await timePasses();
    await timePasses();
    expect(await rolesOf(guild.id, second)).toEqual([role("Pro")]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });
});

describe("answers that lie or come late", () => {
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

  test("a late removal that meets a restored claim is seen by the second look", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await fault("takeRole", "late", { count: 1, ms: 1_500 });
    await world.subscription(carl.subscription_id, "hold");
    await world.subscription(carl.subscription_id, "activate");
    await timePasses();
    const access = await world.access(guild.id, carl.user);
    expect(access?.recheckAt?.getTime()).toBeGreaterThan(Date.now());
    await new Promise((wake) => setTimeout(wake, 1_600));
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    await timePasses();
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });
});
