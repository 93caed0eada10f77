import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { discordAccounts, entitlements, guilds, members, users } from "@/db/schema";
import { openClaimLink } from "@/lib/connect/open-claim-link";
import { deleteTokens } from "@/lib/discord/tokens";
import { createEntitlement } from "@/lib/entitlements/create-entitlement";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";
import { startGrantRun } from "@/lib/grants/bulk-grants";
import { listGrants } from "@/lib/grants/find-grants";
import { grantLink, grantToWire } from "@/lib/grants/serialize-grant";
import { finishInstall, startInstall } from "@/lib/guilds/connect-guild";
import { findGuild, guildRoles } from "@/lib/guilds/guilds";
import { newId } from "@/lib/ids";
import { actor, auditServers, checkServers, settle, timePasses } from "@/test/world/merchant-world";
import {
  clearFaults,
  clearRequests,
  control,
  discordAudit,
  fault,
  guildAction,
  newUser,
  rolesOf,
} from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

/*
 * Twenty-six faults and gaps of a well-known open-source peer that can't happen here.
 */
const botRole = async () => {
  const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`);
  return bot.role_id;
};

openScene();

async function merchantMails(): Promise<string[]> {
  const mails = await control<{ subject: string }[]>("/inbox?to=boss@x.test");
  return mails.map(({ subject }) => subject);
}

async function hireBoss() {
  const id = newId("user");
  await db().insert(users).values({ id, email: "boss@x.test" }).onConflictDoNothing();
  const [boss] = await db().select().from(users).where(eq(users.email, "boss@x.test"));
  await db()
    .insert(members)
    .values({ id: newId("member"), businessId: world.businessId, userId: boss?.id ?? id, role: "owner" });
}

describe("wrong access", () => {
  test("1. cancelled before connecting gives nothing later, not even with the consent page open", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    const link =
      grantLink(await world.grant("carl@x.test"))
        ?.split("/")
        .at(-1) ?? "";
    const opened = await openClaimLink(link, "the browser of the test", true);
    await world.subscription(subscription_id, "cancel");
    const carl = await newUser("carl");
    const url = opened.kind === "consent" ? opened.url : "";
    expect(await world.consent(url, carl)).toMatchObject({ kind: "refused", why: "ended" });
    expect(await rolesOf(guild.id, carl)).toBeNull();
    expect(await world.statuses("carl@x.test")).toEqual(["revoked"]);
  });

  test("2. a removal that Discord refuses is not recorded as done", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "move-role", { role_id: await botRole(), position: 1 });
    await world.subscription(carl.subscription_id, "cancel");
    const kept = await world.grant(carl.email);
    expect(kept).toMatchObject({ status: "delivered", errorCode: "discord_role_above_bot" });
    expect(kept.revokeRequestedAt).not.toBeNull();
    expect(await world.published(kept.id)).toEqual(["created", "delivered"]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    await guildAction(guild.id, "move-role", { role_id: await botRole(), position: 4 });
    await checkServers();
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });

  test("3. a role that two entitlements give stays while one of them lives, and nobody is kicked", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
    await world.entitlement(guild.id, role("Pro"), ["Lifetime"]);
    const carl = await customer("carl");
    await world.buy("Lifetime", carl.email);
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.statuses(carl.email)).toEqual(["revoked", "delivered"]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("4. ending one customer's access takes exactly that customer's role", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const [ann, bob] = [await customer("ann"), await customer("bob")];
    await world.subscription(ann.subscription_id, "cancel");
    expect(await rolesOf(guild.id, ann.user)).toEqual([]);
    expect(await rolesOf(guild.id, bob.user)).toEqual([role("Pro")]);
  });

  test("5. a removal is retried without limit", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await fault("takeRole", "500");
    await world.subscription(carl.subscription_id, "cancel");
    for (let attempt = 0; attempt < 22; attempt++) await timePasses();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    const access = await world.access(guild.id, carl.user);
    expect(access?.dueAt).not.toBeNull();
    expect(access?.parkedAt).toBeNull();
    await clearFaults();
    await timePasses();
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
  });
});

describe("stuck customers", () => {
  test("6. an account switch works with a kick as the end action", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
    const carl = await customer("carl");
    const second = await newUser("carl2");
    expect(await world.portal(carl.email, second)).toMatchObject({ kind: "linked" });
    await timePasses();
    expect(await rolesOf(guild.id, second)).toEqual([role("Pro")]);
    expect(await rolesOf(guild.id, carl.user)).toBeNull();
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
  });

  test("7. an account switch works when the old account has left the server", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await guildAction(guild.id, "leave", { user_id: carl.user });
    const second = await newUser("carl2");
    await world.portal(carl.email, second);
    await timePasses();
    expect(await rolesOf(guild.id, second)).toEqual([role("Pro")]);
    expect(await world.access(guild.id, carl.user)).toMatchObject({ dueAt: null, problem: null });
  });

  test("8. a deleted role can be replaced for everybody, and no customer has to do anything", async () => {
    const entitlement = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const [ann, bob] = [await customer("ann"), await customer("bob")];
    await guildAction(guild.id, "delete-role", { role_id: role("Pro") });
    await checkServers();
    await updateEntitlement(world.businessId, entitlement, { roleId: role("VIP") }, actor);
    await settle();
    await timePasses();
    for (const { user, email } of [ann, bob]) {
      expect(await rolesOf(guild.id, user)).toEqual([role("VIP")]);
      expect(await world.grant(email)).toMatchObject({ status: "delivered", errorCode: null });
    }
  });

  test("9. delivery continues by itself after the merchant fixes the cause", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await guildAction(guild.id, "move-role", { role_id: await botRole(), position: 1 });
    const [ann, bob] = [await customer("ann"), await customer("bob")];
    for (const { email } of [ann, bob])
      expect(await world.grant(email)).toMatchObject({
        status: "failed",
        errorCode: "discord_role_above_bot",
      });
    await guildAction(guild.id, "move-role", { role_id: await botRole(), position: 4 });
    await checkServers();
    for (const { email, user } of [ann, bob]) {
      expect(await world.statuses(email)).toEqual(["delivered"]);
      expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);
    }
  });

  test("10. a member of the server gets the role back without a user token", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await world.subscription(carl.subscription_id, "hold");
    await inTransaction((tx) => deleteTokens(tx, eq(discordAccounts.discordUserId, carl.user)));
    await world.subscription(carl.subscription_id, "activate");
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("11. a plan change between two entitlements of one role does not flicker", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
    await world.entitlement(guild.id, role("Pro"), ["VIP"], { endAction: "kick" });
    const carl = await customer("carl");
    const before = await discordAudit(guild.id, carl.user);
    await world.subscription(carl.subscription_id, "change-plan", { product: "VIP" });
    expect(await world.statuses(carl.email)).toEqual(["revoked", "delivered"]);
    expect(await discordAudit(guild.id, carl.user)).toEqual(before);
  });
});

describe("missing features", () => {
  test("12. the audit finds people who came back and roles removed by hand, and repairs both", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const [ann, bob] = [await customer("ann"), await customer("bob")];
    await guildAction(guild.id, "leave", { user_id: ann.user });
    await auditServers();
    expect(await rolesOf(guild.id, ann.user)).toBeNull();
    expect(await world.statuses(ann.email)).toEqual(["delivered"]);
    await guildAction(guild.id, "join", { user_id: ann.user });
    await guildAction(guild.id, "take-role", { user_id: bob.user, role_id: role("Pro") });
    await auditServers();
    expect(await rolesOf(guild.id, ann.user)).toEqual([role("Pro")]);
    expect(await rolesOf(guild.id, bob.user)).toEqual([role("Pro")]);
  });

  test("13. role order, permissions and a removed bot are noticed by the timer, and the merchant is told", async () => {
    await hireBoss();
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const problems = async () => {
      await checkServers();
      const [entitlement] = await db().select().from(entitlements).where(eq(entitlements.id, id));
      const [server] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
      return [entitlement?.problem ?? null, server?.problem ?? null];
    };
    expect(await problems()).toEqual([null, null]);
    await guildAction(guild.id, "move-role", { role_id: await botRole(), position: 1 });
    expect(await problems()).toEqual(["discord_role_above_bot", null]);
    await guildAction(guild.id, "move-role", { role_id: await botRole(), position: 4 });
    await guildAction(guild.id, "edit-role", { role_id: await botRole(), permissions: "1" });
    expect(await problems()).toEqual(["discord_missing_permission", "discord_missing_permission"]);
    await guildAction(guild.id, "edit-role", { role_id: await botRole(), permissions: "268435459" });
    expect(await problems()).toEqual([null, null]);
    await guildAction(guild.id, "kick-bot");
    await checkServers(3);
    expect((await problems())[1]).toBe("discord_bot_removed");
    expect(await merchantMails()).toHaveLength(3);
  });

  test("14. @everyone is neither offered nor accepted", async () => {
    const row = await inTransaction((tx) => findGuild(tx, world.businessId, guild.id));
    expect(guildRoles(row).map(({ id }) => id)).not.toContain(guild.id);
    const entitlement = { name: "All", guildId: guild.id, roleId: guild.id };
    await expect(createEntitlement(world.businessId, entitlement, actor)).rejects.toThrow(
      "can't give @everyone",
    );
  });

  test("15. a server is connected only by an install that this person began in this browser", async () => {
    const other = await control<{ id: string }>("/discord/guilds", { name: "Other", owner_id: world.owner });
    const who = { businessId: world.businessId, userId: "usr_1", browser: "b1" };
    const me = { browser: "b1", userId: "usr_1", actor };
    const back = async () => {
      const url = await inTransaction((tx) => startInstall(tx, who));
      const { location } = await control<{ location: string }>("/discord/authorize", {
        url,
        user_id: world.owner,
        guild_id: other.id,
      });
      const query = new URL(location).searchParams;
      const text = (name: string) => query.get(name);
      return {
        state: text("state"),
        code: text("code"),
        error: null,
        iss: text("iss"),
        guildId: text("guild_id"),
      };
    };
    expect(await finishInstall({ ...(await back()), guildId: guild.id }, me)).toMatchObject({
      kind: "refused",
    });
    expect(await finishInstall(await back(), { ...me, browser: "b2" })).toMatchObject({ kind: "refused" });
    expect(await finishInstall(await back(), { ...me, userId: "usr_2" })).toMatchObject({ kind: "refused" });
    expect(await finishInstall(await back(), me)).toMatchObject({
      kind: "connected",
      guild: { id: other.id },
    });
  });

  test("16. one product gives several roles in several servers, and one without a role", async () => {
    const second = await world.guild({ name: "Second" });
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("Member"), ["Pro"]);
    await world.entitlement(second.id, null, ["Pro"]);
    const carl = await customer("carl");
    await timePasses();
    expect((await rolesOf(guild.id, carl.user))?.sort()).toEqual([role("Member"), role("Pro")].sort());
    expect(await rolesOf(second.id, carl.user)).toEqual([]);
    expect(await world.statuses(carl.email)).toEqual(["delivered", "delivered", "delivered"]);
  });

  test("17. earlier members, the server's owner and members who outrank the bot are never kicked", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
    const early = await newUser("early");
    await guildAction(guild.id, "join", { user_id: early });
    const staff = await newUser("staff");
    const people = { "early@x.test": early, "owner@x.test": world.owner, "staff@x.test": staff };
    const chief = await guildAction(guild.id, "create-role", { name: "Chief", position: 5 });
    for (const [email, user] of Object.entries(people)) {
      const { subscription_id } = await world.buy("Pro", email);
      await world.connect(email, user);
      if (user === staff)
        await guildAction(guild.id, "give-role", { user_id: staff, role_id: String(chief.id) });
      await world.subscription(subscription_id, "cancel");
      await timePasses();
      expect(await rolesOf(guild.id, user)).toEqual(user === staff ? [chief.id] : []);
      expect(await world.statuses(email)).toEqual(["revoked"]);
    }
  });

  test("18. a Discord account shared by two customers keeps what either pays for; tokens are encrypted at rest", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const other = await world.buy("Pro", "other@x.test");
    await world.connect("other@x.test", carl.user);
    await world.subscription(carl.subscription_id, "cancel");
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
    await world.subscription(other.subscription_id, "cancel");
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
    const rows = await db()
      .select()
      .from(discordAccounts)
      .where(eq(discordAccounts.discordUserId, carl.user));
    expect(rows).toHaveLength(2);
    for (const { accessToken, refreshToken } of rows)
      for (const token of [accessToken, refreshToken]) expect(token).toMatch(/^[\w-]+[.:]/);
    expect(rows[0]?.accessToken).not.toBe(rows[1]?.accessToken);
  });

  test("19. consent is bound to the browser and a PKCE pair; another browser must confirm first", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", "carl@x.test");
    const link =
      grantLink(await world.grant("carl@x.test"))
        ?.split("/")
        .at(-1) ?? "";
    const opened = await openClaimLink(link, "the browser of the test", true);
    const url = new URL(opened.kind === "consent" ? opened.url : "");
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
    const carl = await newUser("carl");
    expect(await world.consent(url.href, carl, {}, "another browser")).toMatchObject({ kind: "confirm" });
    expect((await world.grant("carl@x.test")).discordUserId).toBeNull();
    expect(await rolesOf(guild.id, carl)).toBeNull();
  });

  test("20. rate limits are respected, also when many people move at once", async () => {
    const id = await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    for (const name of ["a", "b", "c", "d", "e", "f"]) await customer(name);
    const seen = () =>
      control<{ over_budget: number; routes: Record<string, { total: number }> }>("/requests");
    await fault("giveRole", "429-user", { count: 1, ms: 60_000 });
    const before =
      (await seen()).routes["PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"]?.total ?? 0;
    await updateEntitlement(world.businessId, id, { roleId: role("VIP") }, actor);
    await settle();
    const after = await seen();
    // After the one 429 nothing more was sent into the closed bucket.
    expect(
      (after.routes["PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"]?.total ?? 0) - before,
    ).toBe(1);
    for (let round = 0; round < 6; round++) await timePasses();
    for (const name of ["a", "b", "c", "d", "e", "f"])
      expect(await rolesOf(guild.id, (await world.grant(`${name}@x.test`)).discordUserId ?? "")).toEqual([
        role("VIP"),
      ]);
    expect((await seen()).over_budget).toBe(0);
  });

  test("21. nobody sees Discord's raw JSON: a failure has a code and a sentence", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", "carl@x.test");
    const carl = await newUser("carl");
    await guildAction(guild.id, "ban", { user_id: carl });
    await world.connect("carl@x.test", carl);
    const wire = grantToWire(await world.grant("carl@x.test"), "admin");
    expect(wire.error_code).toBe("discord_member_banned");
    expect(wire.error_message).toMatch(/^This person is banned/);
    expect(JSON.stringify(wire)).not.toMatch(/40007|"code"|\{"message/);
  });

  test("22. the merchant finds people by Discord name, and resends, retries and revokes in bulk", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await world.buy("Pro", "late@x.test");
    const [row] = await db()
      .select()
      .from(discordAccounts)
      .where(eq(discordAccounts.discordUserId, carl.user));
    const found = await listGrants(db(), world.businessId, { search: row?.username, limit: 5 });
    expect(found.map(({ grant }) => grant.discordUserId)).toEqual([carl.user]);
    const run = (action: "resend" | "retry" | "revoke") =>
      inTransaction((tx) => startGrantRun(tx, world.businessId, action, {}, actor)).then(settle);
    await run("resend");
    expect(await control<unknown[]>("/inbox?to=late@x.test")).toHaveLength(2);
    await run("retry");
    await run("revoke");
    expect(await world.statuses("late@x.test")).toEqual(["revoked"]);
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
    expect(await rolesOf(guild.id, carl.user)).toEqual([]);
  });

  test("23. whoever must act gets an email: the merchant about the server, the customer with a link", async () => {
    await hireBoss();
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", "full@x.test");
    const carl = await newUser("carl");
    await control(`/discord/users/${carl}/set`, { guild_count: 100 });
    await world.connect("full@x.test", carl);
    const mails = await control<{ links: string[] }[]>("/inbox?to=full@x.test");
    expect(mails).toHaveLength(2);
    for (const { links } of mails)
      expect(links.some((link) => /\/connect\/discord\/|\/portal/.test(link))).toBe(true);
    const before = (await merchantMails()).length;
    await guildAction(guild.id, "edit-role", { role_id: await botRole(), permissions: "1" });
    await checkServers(3);
    expect((await merchantMails()).slice(before)).toHaveLength(1);
  });

  test("24. Discord's audit log says why", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    await world.subscription(carl.subscription_id, "cancel");
    const reasons = (await discordAudit(guild.id, carl.user)).map(({ action, reason }) => [action, reason]);
    expect(reasons).toEqual([
      ["MEMBER_ADD", "Active: Pro"],
      ["MEMBER_ROLE_ADD", "Active: Pro"],
      ["MEMBER_ROLE_REMOVE", "Pro ended: subscription cancelled"],
    ]);
  });

  test("25. every request of a grant's whole life is in Discord's API, and none is refused", async () => {
    await clearRequests();
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "kick" });
    const carl = await customer("carl");
    await world.subscription(carl.subscription_id, "cancel");
    const { routes } = await control<{ routes: Record<string, { statuses: Record<string, number> }> }>(
      "/requests",
    );
    const discord = Object.entries(routes).filter(([route]) => /guilds|users|oauth2/.test(route));
    expect(discord.length).toBeGreaterThan(4);
    // In normal operation, only the read of an absent member is answered with 404.
    for (const [route, { statuses }] of discord)
      for (const status of Object.keys(statuses))
        expect([route, Number(status) < 300 || (route.startsWith("GET") && status === "404")]).toEqual([
          route,
          true,
        ]);
  });

  test("26. pending rules, bans and the server limit are detected and named", async () => {
    const strict = await world.guild({ name: "Strict", screening: true });
    await world.entitlement(strict.id, strict.roles.Pro ?? "", ["Pro"]);
    const carl = await customer("carl");
    expect(await world.statuses(carl.email)).toEqual(["delivered"]);
    expect(await world.access(strict.id, carl.user)).toMatchObject({ inGuild: true, pendingRules: true });
    await guildAction(strict.id, "accept-rules", { user_id: carl.user });
    await auditServers();
    expect(await world.access(strict.id, carl.user)).toMatchObject({ pendingRules: false });
    for (const [name, prepare, code] of [
      ["ban", (user: string) => guildAction(strict.id, "ban", { user_id: user }), "discord_member_banned"],
      [
        "cap",
        (user: string) => control(`/discord/users/${user}/set`, { guild_count: 100 }),
        "discord_server_limit",
      ],
    ] as const) {
      await world.buy("Pro", `${name}@x.test`);
      const user = await newUser(name);
      await prepare(user);
      await world.connect(`${name}@x.test`, user);
      expect(await world.grant(`${name}@x.test`)).toMatchObject({ status: "failed", errorCode: code });
    }
  });
});
