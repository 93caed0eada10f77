import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { guilds } from "@/db/schema";
import { checkServers, timePasses } from "@/test/world/merchant-world";
import { clearFaults, control, fault, guildAction, newUser } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { clearRefusal, recordRefusal } from "./refused-guild";

openScene();

describe("a server that only refuses calls", () => {
  const problem = async () =>
    (await db().select().from(guilds).where(eq(guilds.id, guild.id)))[0]?.problem ?? null;
  const bothEmails = ["server-needs-attention", "server-recovered"];

  test("when the bot's owner turns on 2FA, everybody waiting is served, and the merchant gets one email each way", async () => {
    const mona = await world.team();
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await control("/discord/application", { owner_mfa: false });
    await guildAction(guild.id, "set", { mfa_level: 1 });
    const people = [await customer("ann"), await customer("bob")];
    expect(await problem()).toBe("discord_mfa_required");
    await checkServers(3);
    expect(await problem()).toBe("discord_mfa_required");
    await control("/discord/application", { owner_mfa: true });
    await checkServers();
    await timePasses();
    expect(await problem()).toBeNull();
    for (const { email } of people) expect(await world.statuses(email)).toEqual(["delivered"]);
    expect(await world.mailsTo(mona)).toEqual(bothEmails);
  });

  test("a full server counts as recovered only after somebody got in", async () => {
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
    expect(await world.mailsTo(mona)).toEqual(bothEmails);
  });

  test("a second outage before the next check is emailed like the first", async () => {
    const mona = await world.team();
    for (let spell = 0; spell < 2; spell++) {
      await recordRefusal(guild.id, "discord_server_full");
      await clearRefusal(guild.id);
    }
    expect(await world.mailsTo(mona)).toEqual([...bothEmails, ...bothEmails]);
  });

  test("a fixed role is given to members although the server is full for newcomers", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`);
    const carl = await newUser("carl");
    await guildAction(guild.id, "join", { user_id: carl });
    await guildAction(guild.id, "move-role", { role_id: bot.role_id, position: 1 });
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
    await guildAction(guild.id, "move-role", { role_id: bot.role_id, position: 4 });
    await checkServers();
    await timePasses();
    expect(await world.statuses("carl@x.test")).toEqual(["delivered"]);
  });
});
