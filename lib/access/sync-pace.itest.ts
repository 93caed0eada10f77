import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { lanes } from "@/db/schema";
import { revokeGrant } from "@/lib/grants/end-grants";
import { catalog } from "@/lib/jobs/catalog";
import { actor, settle, timePasses } from "@/test/world/merchant-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

const end = (grantId: string) => inTransaction((tx) => revokeGrant(tx, world.businessId, grantId, actor));

test("an access that was synced for a waiting customer loses its priority when it ends", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  expect((await world.access(guild.id, carl.user))?.lane).toBe(lanes.waiting);
  await end((await world.grant(carl.email)).id);
  expect((await world.access(guild.id, carl.user))?.lane).toBe(lanes.revoke);
  await settle();
});

test("ten failures caused by a bug raise an alarm, and the access is retried every hour", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  await db().execute(
    sql`update accesses set attempts = 30, due_at = now() where discord_user_id = ${carl.user}`,
  );
  await catalog["sync access"]?.park(sql`discord_user_id = ${carl.user}`, "a bug");
  const parked = await world.access(guild.id, carl.user);
  expect(parked?.parkedAt).not.toBeNull();
  expect(parked?.dueAt?.getTime()).toBeGreaterThan(Date.now());
  await timePasses();
  expect(await world.access(guild.id, carl.user)).toMatchObject({ parkedAt: null, attempts: 0, dueAt: null });
});

test("an access that a resumed subscription gives back does not ride with people who wait", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  await world.subscription(carl.subscription_id, "hold");
  await settle();
  expect((await world.grant(carl.email)).status).toBe("revoked");
  await world.subscription(carl.subscription_id, "activate");
  await settle();
  expect(await world.access(guild.id, carl.user)).toMatchObject({ lane: lanes.bulk, dueAt: null });
  expect((await world.grant(carl.email)).status).toBe("delivered");
});
