import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { customers, discordAlarms, guilds } from "@/db/schema";
import { retryGrant } from "@/lib/grants/open-grants";
import { readHealth } from "@/lib/health";
import { texts } from "@/lib/languages/texts";
import { readMetrics } from "@/lib/metrics";
import { accessOf } from "@/lib/portal/my-access";
import { actor, checkServers, settle, timePasses } from "@/test/world/merchant-world";
import { control, fault, guildAction, rolesOf, routes } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

describe("16-join-refused-by-age: a refusal that we have never seen is a refusal", () => {
  test("it fails at once, in Discord's words, and is counted for the operator", async () => {
    await db().delete(discordAlarms);
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await fault("addMember", "code-98765", { guild_id: guild.id });
    const { email, user } = await customer("ada");
    const grant = await world.grant(email);
    expect(grant).toMatchObject({ status: "failed", errorCode: "discord_join_refused" });
    expect(grant.errorDetail).toBeTruthy();
    const access = await world.access(guild.id, user);
    expect(access).toMatchObject({ attempts: 0, parkedAt: null });
    expect((access?.dueAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_600_000);
    expect(await db().select().from(discordAlarms)).toMatchObject([{ code: 98765, call: "add-member" }]);
    expect((await readHealth()).discord).toBe("slow");
    expect((await readMetrics()).text).toContain(
      'gatehouse_discord_alarms_total{code="98765",call="add-member"}',
    );
    const [person] = await db().select().from(customers).where(eq(customers.id, grant.customerId));
    if (!person) throw new Error("the customer is gone");
    const shown = await inTransaction((tx) => accessOf(tx, person, texts("en").t));
    expect(JSON.stringify(shown)).toContain(grant.errorDetail);
  });

  test("the other steps of the plan still run", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("VIP"), ["Pro"]);
    const { email, user } = await customer("bea");
    await guildAction(guild.id, "take-role", { user_id: user, role_id: role("Pro") });
    await guildAction(guild.id, "take-role", { user_id: user, role_id: role("VIP") });
    await fault("giveRole", "code-98764", { guild_id: guild.id, count: 1 });
    for (const { id } of await world.grants(email))
      await inTransaction((tx) => retryGrant(tx, world.businessId, id, actor));
    await settle();
    expect(await rolesOf(guild.id, user)).toHaveLength(1);
  });
});

test("20-holds-many-odd-roles: a server of 243 roles with odd names is served", async () => {
  const odd = ["👩‍👩‍👧‍👦", "\u202Eevil", "**bold** <@&1>", "@here", "line\u2028end", "r".repeat(100)];
  const names = Array.from({ length: 240 }, (_, n) =>
    `${odd[n % odd.length]?.slice(0, 95)} ${n}`.slice(0, 100),
  );
  const big = await world.guild({
    roles: names.map((name) => ({ name })),
    bot: { permissions: "268435459", position: 242 },
  });
  const ids = Object.values(big.roles);
  expect(ids.some((id) => BigInt(id) > 2n ** 53n)).toBe(true);
  const chosen = odd.map((_, n) => ids[n] ?? "");
  for (const roleId of chosen) await world.entitlement(big.id, roleId, ["Pro"]);
  const { email, user } = await customer("odd");
  await settle();
  expect(await world.statuses(email)).toEqual(chosen.map(() => "delivered"));
  expect((await rolesOf(big.id, user))?.sort()).toEqual([...chosen].sort());
});

describe("one wrong answer costs seconds", () => {
  test.each(["code-10004", "code-50013", "code-50001", "code-10011"])(
    "%s on a role, while the server is well, is tried again at once",
    async (kind) => {
      await world.entitlement(guild.id, role("Pro"), ["Pro"]);
      await fault("giveRole", kind, { guild_id: guild.id, count: 1 });
      const { email, user } = await customer("cleo");
      const due = (await world.access(guild.id, user))?.dueAt;
      if (due) {
        expect(due.getTime() - Date.now()).toBeLessThan(2_000);
        await timePasses();
      }
      expect(await world.statuses(email)).toEqual(["delivered"]);
      expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);
    },
  );
});

test("Retry looks at the server first, so what was mended a second ago works now", async () => {
  const botRole = (await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`)).bot.role_id;
  await guildAction(guild.id, "move-role", { role_id: botRole, position: 1 });
  await checkServers();
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const { email } = await customer("dora");
  const grant = await world.grant(email);
  expect(grant).toMatchObject({ status: "failed", errorCode: "discord_role_above_bot" });
  await guildAction(guild.id, "move-role", { role_id: botRole, position: 4 });
  await db().update(guilds).set({ dueAt: null }).where(eq(guilds.id, guild.id));
  await inTransaction((tx) => retryGrant(tx, world.businessId, grant.id, actor));
  await settle();
  expect(await world.statuses(email)).toEqual(["delivered"]);
});

test("a role that became managed says so", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await guildAction(guild.id, "edit-role", { role_id: role("Pro"), managed: true });
  const { email } = await customer("eva");
  expect(await world.grant(email)).toMatchObject({ status: "failed", errorCode: "discord_role_managed" });
});

test("calls to the token endpoint carry the User-Agent that Discord asks for", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  // The sandbox, like Cloudflare in front of Discord, refuses them without it.
  const { email } = await customer("finn");
  expect(await world.statuses(email)).toEqual(["delivered"]);
});

test("the token endpoint's 429 holds its calls back, and the customer who waits gets through", async () => {
  await control("/faults", { route: routes.token, kind: "429-user", count: 1 });
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const { email } = await customer("gus");
  const rows = await db().execute(
    "select key from rate_buckets where blocked_reason = 'limited' and key like 'consent%'",
  );
  expect(rows).toHaveLength(1);
  expect(await world.statuses(email)).toEqual(["delivered"]);
});
