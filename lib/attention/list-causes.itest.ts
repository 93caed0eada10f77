import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { openWorld, type World } from "@/test/world/merchant-world";
import { control, newUser } from "@/test/world/sandbox-world";
import { affectedPeople } from "./affected-people";
import { countAttention, listCauses } from "./list-causes";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

test("a customer who waits for two grants counts once", async () => {
  const guild = await world.guild();
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  await world.entitlement(guild.id, guild.roles.Member ?? "", ["Pro"]);
  await world.buy("Pro", "kim@x.test");
  const kim = await newUser("kim");
  await control(`/discord/guilds/${guild.id}/ban`, { user_id: kim });
  await world.connect("kim@x.test", kim);
  expect(await world.statuses("kim@x.test")).toEqual(["failed", "failed"]);
  expect(await listCauses(db(), world.businessId)).toMatchObject([
    { code: "discord_member_banned", who: "merchant", waiting: 1, stuck: 0 },
  ]);
  expect(await countAttention(db(), world.businessId)).toBe(1);
  const banned = { code: "discord_member_banned", guildId: guild.id, entitlementId: null };
  const people = (who = world.businessId, key = banned, limit = 5) => affectedPeople(db(), who, key, limit);
  expect(await people()).toMatchObject([{ email: "kim@x.test", stuck: false, since: expect.any(String) }]);
  expect(await people(world.businessId, { ...banned, guildId: "1" })).toEqual([]);
  expect(await people("bus_of_somebody_else")).toEqual([]);
});

test("people come in the order in which they began to wait, and a role's problem keeps to its entitlement", async () => {
  const guild = await world.guild({ bot: { permissions: "268435459", position: 2 } });
  const high = await world.entitlement(guild.id, guild.roles.VIP ?? "", ["VIP"]);
  await world.entitlement(guild.id, guild.roles.Member ?? "", ["Pro"]);
  for (const name of ["kim", "lou", "max"]) {
    await world.buy("VIP", `${name}@x.test`);
    await world.connect(`${name}@x.test`, await newUser(name));
  }
  const key = { code: "discord_role_above_bot", guildId: guild.id, entitlementId: high };
  const names = async (limit: number) =>
    (await affectedPeople(db(), world.businessId, key, limit)).map(({ name }) => name);
  expect(await names(2)).toEqual(["kim@x.test", "lou@x.test"]);
  expect(await names(9)).toHaveLength(3);
  expect(await affectedPeople(db(), world.businessId, { ...key, entitlementId: "ent_other" }, 9)).toEqual([]);
});
