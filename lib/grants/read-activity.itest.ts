import { expect, test } from "vitest";
import { db } from "@/db/client";
import type { Membership } from "@/lib/membership";
import { openWorld } from "@/test/world/merchant-world";
import { newUser } from "@/test/world/sandbox-world";
import { readActivity } from "./read-activity";

test("the lines of one sale are one item, told by its newest line that matters", async () => {
  const world = await openWorld();
  const guild = await world.guild();
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"], { name: "Pro role" });
  await world.buy("Pro", "ada@x.test");
  await world.buy("Pro", "bob@x.test");
  await world.connect("ada@x.test", await newUser("ada"));

  const member = { business: { id: world.businessId }, role: "admin" } as Membership;
  const items = await readActivity(db(), member, { limit: 10 });
  expect(items.map(({ who, what, entitlement }) => [who, what, entitlement])).toEqual([
    ["ada@x.test", "Access delivered", "Pro role"],
    ["bob@x.test", "Access was bought", "Pro role"],
  ]);
  const whats = items[0]?.lines.map(({ what }) => what) ?? [];
  expect(whats.at(-1)).toBe("Access was bought");
  expect(whats).toContain("Email sent");
  expect(items[0]?.lines.find(({ what }) => what === "Email sent")?.mail).toMatchObject({
    template: "join-discord",
    to: "ada@x.test",
  });
  expect(await readActivity(db(), member, { limit: 1 })).toHaveLength(1);
});
