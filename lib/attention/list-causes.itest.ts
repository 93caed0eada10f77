import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { openWorld, type World } from "@/test/world/merchant-world";
import { control, newUser } from "@/test/world/sandbox-world";
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
});
