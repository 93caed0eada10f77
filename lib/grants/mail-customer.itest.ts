import { describe, expect, test } from "vitest";
import { checkServers, settle, timePasses } from "@/test/world/merchant-world";
import { clearFaults, control, fault, guildAction, newUser } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

const subjects = async (to: string) =>
  (await control<{ subject: string }[]>(`/inbox?to=${to}`)).map(({ subject }) => subject);

const ended = (mails: string[]) => mails.filter((subject) => subject.includes("has ended"));

describe("the mail about an end", () => {
  test("is not sent while another purchase keeps the role, and is sent when the last one ends", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro", "VIP"]);
    const carl = await customer("ann_mail");
    const vip = await world.buy("VIP", carl.email);
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.statuses(carl.email)).toEqual(["revoked", "delivered"]);
    expect(ended(await subjects(carl.email))).toEqual([]);
    await world.subscription(vip.subscription_id, "cancel");
    expect(ended(await subjects(carl.email))).toHaveLength(1);
  });

  test("is not sent to somebody who keeps the role at the end", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"], { endAction: "keep" });
    const carl = await customer("bob_mail");
    await world.subscription(carl.subscription_id, "cancel");
    expect(await world.statuses(carl.email)).toEqual(["revoked"]);
    expect(ended(await subjects(carl.email))).toEqual([]);
  });

  test("is sent only once Discord has taken the role", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("cora_mail");
    await fault("takeRole", "500");
    await world.subscription(carl.subscription_id, "cancel");
    expect(ended(await subjects(carl.email))).toEqual([]);
    await clearFaults();
    await timePasses();
    expect(ended(await subjects(carl.email))).toHaveLength(1);
  });
});

describe("the mail to a customer whose account is connected already", () => {
  const botRole = async () =>
    (await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`)).bot.role_id;

  test("is sent once Discord shows the access", async () => {
    await world.entitlement(guild.id, null, ["Pro"]);
    await world.entitlement(guild.id, role("VIP"), ["VIP"]);
    const carl = await customer("dan_mail");
    await guildAction(guild.id, "move-role", { role_id: await botRole(), position: 1 });
    await world.buy("VIP", carl.email);
    expect(await subjects(carl.email)).toHaveLength(1);
    await guildAction(guild.id, "move-role", { role_id: await botRole(), position: 4 });
    await checkServers();
    expect(await world.statuses(carl.email)).toEqual(["delivered", "delivered"]);
    expect((await subjects(carl.email)).at(-1)).toBe("Demo: your Discord access is ready");
  });

  test("asks them to act instead when only they can fix what is in the way", async () => {
    const second = await world.guild({ name: "Second" });
    await world.entitlement(guild.id, null, ["Pro"]);
    await world.entitlement(second.id, null, ["VIP"]);
    const user = await newUser("eve");
    await world.buy("Pro", "eve_mail@x.test");
    await world.connect("eve_mail@x.test", user);
    await control(`/discord/users/${user}/set`, { guild_count: 100 });
    await world.buy("VIP", "eve_mail@x.test");
    await settle();
    const mails = await subjects("eve_mail@x.test");
    expect(mails).toHaveLength(2);
    await control(`/discord/users/${user}/set`, { guild_count: 1 });
    await world.portal("eve_mail@x.test", user);
    expect(await world.statuses("eve_mail@x.test")).toEqual(["delivered", "delivered"]);
    expect(await subjects("eve_mail@x.test")).toEqual(mails);
  });
});
