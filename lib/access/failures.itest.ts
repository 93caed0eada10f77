import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { discordAccounts } from "@/db/schema";
import type { failures } from "@/lib/discord/failures";
import { deleteTokens } from "@/lib/discord/tokens";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";
import { env } from "@/lib/env";
import { retryGrant } from "@/lib/grants/open-grants";
import { finishInstall, startInstall } from "@/lib/guilds/connect-guild";
import { actor, checkServers, openWorld, settle, timePasses, type World } from "@/test/world/merchant-world";
import { clearFaults, control, fault, guildAction, newUser, rolesOf } from "@/test/world/sandbox-world";

type Scene = {
  world: World;
  guild: { id: string; roles: Record<string, string> };
  user: string;
  entitlement: string;
};
type Case = {
  code: keyof typeof failures;
  status: "pending" | "failed";
  /** Before the customer connects. */
  cause: (scene: Scene) => Promise<unknown>;
  fix: (scene: Scene) => Promise<unknown>;
  /** The role that the customer has in the end, if not Pro. */
  finalRole?: string;
};

const botRole = async (guildId: string) =>
  (await control<{ bot: { role_id: string } }>(`/discord/guilds/${guildId}`)).bot.role_id;
const setPermissions = async (guildId: string, permissions: string) =>
  guildAction(guildId, "edit-role", { role_id: await botRole(guildId), permissions });
const moveBot = async (guildId: string, position: number) =>
  guildAction(guildId, "move-role", { role_id: await botRole(guildId), position });
const setUser = (user: string, body: Record<string, unknown>) => control(`/discord/users/${user}/set`, body);
const tryAgain = async ({ world }: Scene) => {
  const grant = await world.grant("carl@x.test");
  await inTransaction((tx) => retryGrant(tx, world.businessId, grant.id, actor));
};
const setMfa = (on: boolean) => control("/discord/application", { owner_mfa: on });

async function install({ world, guild }: Scene) {
  const who = { businessId: world.businessId, userId: "usr_1", browser: "b" };
  const url = await inTransaction((tx) => startInstall(tx, who, guild.id));
  const { location } = await control<{ location: string }>("/discord/authorize", {
    url,
    user_id: world.owner,
    guild_id: guild.id,
  });
  const query = new URL(location).searchParams;
  const text = (name: string) => query.get(name);
  const callback = {
    state: text("state"),
    code: text("code"),
    error: null,
    iss: text("iss"),
    guildId: text("guild_id"),
  };
  const installed = await finishInstall(callback, { browser: "b", userId: "usr_1", actor });
  expect(installed.kind).toBe("connected");
}

const cases: Case[] = [
  {
    code: "discord_unavailable",
    status: "pending",
    cause: () => fault("addMember", "503"),
    fix: clearFaults,
  },
  {
    code: "discord_server_limit",
    status: "failed",
    cause: ({ user }) => setUser(user, { guild_count: 100 }),
    fix: async (scene) => {
      await setUser(scene.user, { guild_count: 3 });
      await tryAgain(scene);
    },
  },
  {
    code: "discord_account_unverified",
    status: "failed",
    cause: ({ user }) => setUser(user, { verified: false }),
    fix: async (scene) => {
      await setUser(scene.user, { verified: true });
      await tryAgain(scene);
    },
  },
  {
    code: "discord_age_restricted",
    status: "failed",
    cause: ({ guild }) => fault("addMember", "code-20024", { guild_id: guild.id }),
    fix: async (scene) => {
      await clearFaults();
      await tryAgain(scene);
    },
  },
  {
    code: "discord_join_limited",
    status: "failed",
    cause: ({ guild }) => fault("addMember", "code-340015", { guild_id: guild.id }),
    fix: clearFaults,
  },
  {
    code: "discord_join_refused",
    status: "failed",
    cause: ({ guild }) => fault("addMember", "code-99001", { guild_id: guild.id }),
    fix: clearFaults,
  },
  {
    code: "discord_change_refused",
    status: "failed",
    cause: ({ guild }) => fault("giveRole", "code-99002", { guild_id: guild.id }),
    fix: clearFaults,
  },
  {
    code: "discord_member_banned",
    status: "failed",
    cause: ({ guild, user }) => guildAction(guild.id, "ban", { user_id: user }),
    fix: async (scene) => {
      await guildAction(scene.guild.id, "unban", { user_id: scene.user });
      await tryAgain(scene);
    },
  },
  {
    code: "discord_role_above_bot",
    status: "failed",
    cause: ({ guild }) => moveBot(guild.id, 1),
    fix: ({ guild }) => moveBot(guild.id, 4),
  },
  {
    code: "discord_missing_permission",
    status: "failed",
    cause: ({ guild }) => setPermissions(guild.id, "1"),
    fix: ({ guild }) => setPermissions(guild.id, "268435459"),
  },
  {
    code: "discord_role_deleted",
    status: "failed",
    cause: ({ guild }) => guildAction(guild.id, "delete-role", { role_id: guild.roles.Pro ?? "" }),
    fix: ({ world, guild, entitlement }) =>
      updateEntitlement(world.businessId, entitlement, { roleId: guild.roles.VIP ?? "" }, actor),
    finalRole: "VIP",
  },
  {
    code: "discord_bot_removed",
    status: "failed",
    cause: async ({ guild }) => {
      await guildAction(guild.id, "kick-bot");
      await checkServers(4);
    },
    fix: async (scene) => {
      await install(scene);
      await moveBot(scene.guild.id, 4);
    },
  },
  {
    code: "discord_server_full",
    status: "failed",
    cause: ({ guild }) => guildAction(guild.id, "set", { max_members: 2 }),
    fix: ({ guild }) => guildAction(guild.id, "set", { max_members: 1_000 }),
  },
  {
    code: "discord_mfa_required",
    status: "failed",
    cause: async ({ guild }) => {
      await setMfa(false);
      await guildAction(guild.id, "set", { mfa_level: 1 });
    },
    fix: ({ guild }) => guildAction(guild.id, "set", { mfa_level: 0 }),
  },
  {
    code: "discord_credentials_invalid",
    status: "failed",
    cause: ({ guild, user }) => fault("getMember", "code-40001", { guild_id: guild.id, user }),
    fix: clearFaults,
  },
];

let scene: Scene;
beforeEach(async () => {
  await clearFaults();
  await setMfa(true);
  await db().execute(sql`delete from rate_buckets`);
  const world = await openWorld();
  const guild = await world.guild();
  const entitlement = await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  scene = { world, guild, user: await newUser("carl"), entitlement };
});

describe("each failure has a code, stops the delivery, and resolves itself once its cause is fixed", () => {
  test.each(cases)("$code", async ({ code, status, cause, fix, finalRole = "Pro" }) => {
    const { world, guild, user } = scene;
    await world.buy("Pro", "carl@x.test");
    await cause(scene);
    await world.connect("carl@x.test", user);
    for (let time = 0; time < 3; time++) await timePasses();
    const grant = await world.grant("carl@x.test");
    expect(grant).toMatchObject({ status, errorCode: code });
    expect(await world.published(grant.id)).toEqual(
      status === "failed" ? ["created", "failed"] : ["created"],
    );
    await fix(scene);
    await checkServers();
    await settle();
    await timePasses();
    expect(await world.grant("carl@x.test")).toMatchObject({ status: "delivered", errorCode: null });
    expect(await rolesOf(guild.id, user)).toEqual([guild.roles[finalRole]]);
  });

  test("discord_reconnect_required: an absent customer whose consent has ended connects again", async () => {
    const { world, guild, user } = scene;
    await world.buy("Pro", "carl@x.test");
    await world.connect("carl@x.test", user);
    await guildAction(guild.id, "leave", { user_id: user });
    await control(`/discord/users/${user}/deauthorize`, {});
    await world.entitlement(guild.id, guild.roles.VIP ?? "", ["Lifetime"]);
    await world.buy("Lifetime", "carl@x.test");
    const [, second] = await world.grants("carl@x.test");
    expect(second).toMatchObject({ status: "failed", errorCode: "discord_reconnect_required" });
    await world.portal("carl@x.test", user);
    await timePasses();
    expect(await world.statuses("carl@x.test")).toEqual(["delivered", "delivered"]);
    expect((await rolesOf(guild.id, user))?.sort()).toEqual([guild.roles.Pro, guild.roles.VIP].sort());
  });

  test("while the cause remains, a server's customers are not retried over and over", async () => {
    const { world, guild, user } = scene;
    await moveBot(guild.id, 1);
    await world.buy("Pro", "carl@x.test");
    await world.connect("carl@x.test", user);
    const access = await world.access(guild.id, user);
    expect(access).toMatchObject({ problem: "discord_role_above_bot", dueAt: null });
  });

  test("when one of two broken roles is fixed, the people waiting for that role are served", async () => {
    const { world, guild, user } = scene;
    await world.entitlement(guild.id, guild.roles.VIP ?? "", ["Lifetime"]);
    await moveBot(guild.id, 1);
    await world.buy("Pro", "carl@x.test");
    await world.connect("carl@x.test", user);
    await world.buy("Lifetime", "carl@x.test");
    expect(await world.statuses("carl@x.test")).toEqual(["failed", "failed"]);
    await moveBot(guild.id, 3);
    await checkServers();
    await timePasses();
    expect(await world.statuses("carl@x.test")).toEqual(["delivered", "failed"]);
    expect(await rolesOf(guild.id, user)).toEqual([guild.roles.Pro]);
  });
});

test("the operator's new bot token is used at once, without anybody's action", async () => {
  const { world, guild, user } = scene;
  await world.buy("Pro", "carl@x.test");
  await control("/discord/reset-token", { token: "another.token" });
  await world.connect("carl@x.test", user);
  await timePasses();
  expect(await world.grant("carl@x.test")).toMatchObject({ errorCode: "discord_credentials_invalid" });
  const before = await control<{ invalid_requests: { total: number } }>("/requests");
  await settle();
  const after = await control<{ invalid_requests: { total: number } }>("/requests");
  // Everything stops for a minute, so nothing more is sent with the dead token.
  expect(after.invalid_requests.total).toBe(before.invalid_requests.total);
  await control("/discord/reset-token", { token: env().DISCORD_BOT_TOKEN });
  await timePasses();
  await timePasses();
  expect(await world.statuses("carl@x.test")).toEqual(["delivered"]);
  expect(await rolesOf(guild.id, user)).toEqual([guild.roles.Pro]);
});

test("tokens that Discord rejects are deleted, and the role is given without one", async () => {
  const { world, guild, user } = scene;
  const { subscription_id } = await world.buy("Pro", "carl@x.test");
  await world.connect("carl@x.test", user);
  await inTransaction((tx) => deleteTokens(tx, eq(discordAccounts.discordUserId, user)));
  await world.subscription(subscription_id, "cancel");
  expect(await rolesOf(guild.id, user)).toEqual([]);
  expect(await world.statuses("carl@x.test")).toEqual(["revoked"]);
});
