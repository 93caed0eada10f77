import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { previewEnd } from "@/lib/entitlements/end-entitlement";
import { updateEntitlement } from "@/lib/entitlements/update-entitlement";
import { revokeGrant } from "@/lib/grants/end-grants";
import { actor, settle, timePasses } from "@/test/world/merchant-world";
import { rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

/** Buys Pro and Lifetime, which give the named roles, and ends one after the other. */
async function endBoth(
  pro: ["kick" | "keep", string | null],
  lifetime: ["kick" | "remove_role", string | null],
  order: readonly [number, number],
) {
  await world.entitlement(guild.id, pro[1], ["Pro"], { endAction: pro[0] });
  const second = await world.entitlement(guild.id, lifetime[1], ["Lifetime"], { endAction: lifetime[0] });
  const carl = await customer("carl");
  await world.buy("Lifetime", carl.email);
  const grants = await world.grants(carl.email);
  const end = async (nth: number) => {
    await inTransaction((tx) => revokeGrant(tx, world.businessId, grants[nth]?.id ?? "", actor));
    await settle();
  };
  await end(order[0]);
  expect(await rolesOf(guild.id, carl.user)).not.toBeNull();
  const { kicked } = await previewEnd(db(), world.businessId, second);
  await end(order[1]);
  expect(await world.statuses(carl.email)).toEqual(["revoked", "revoked"]);
  return { roles: await rolesOf(guild.id, carl.user), kicked };
}

describe.each([
  { order: [0, 1] as const, name: "first" },
  { order: [1, 0] as const, name: "last" },
])("a claim that ends $name", ({ order }) => {
  test("kicks the person when all have ended and one asks for a kick", async () => {
    const { roles, kicked } = await endBoth(["kick", role("Pro")], ["remove_role", role("VIP")], order);
    expect(roles).toBeNull();
    // Only the preview of the last end announced the kick; the other entitlement had no holder left by then.
    expect(kicked).toBe(order[0] === 0 ? 1 : 0);
  });

  test("lets the person stay when one says `keep`, whatever the other says", async () => {
    const { roles, kicked } = await endBoth(["keep", role("Pro")], ["kick", role("VIP")], order);
    expect(roles).toEqual([role("Pro")]);
    expect(kicked).toBe(0);
  });
});

describe("an entitlement that moves to another server", () => {
  const move = async (endAction: "remove_role" | "keep") => {
    const id = await world.entitlement(guild.id, null, ["Pro"], { endAction });
    const carl = await customer("carl");
    const other = await world.guild({ name: "Other" });
    await updateEntitlement(world.businessId, id, { guildId: other.id }, actor);
    await settle();
    await timePasses();
    expect(await rolesOf(other.id, carl.user)).toEqual([]);
    return rolesOf(guild.id, carl.user);
  };

  test("makes people leave the old server when it gave only membership", async () => {
    expect(await move("remove_role")).toBeNull();
  });

  test("lets people stay in the old server when its end action is `keep`", async () => {
    expect(await move("keep")).toEqual([]);
  });
});
