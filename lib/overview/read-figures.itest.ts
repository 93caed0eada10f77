import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { grantEvents, grants } from "@/db/schema";
import { openWorld, type World } from "@/test/world/merchant-world";
import { newUser } from "@/test/world/sandbox-world";
import { readFigures, readPeriod } from "./read-figures";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

const figures = (period: 7 | 30 | 90 = 7) => readFigures(db(), world.businessId, period);

async function daysAgo(email: string, days: number) {
  const { id } = await world.grant(email);
  const earlier = sql`now() - make_interval(days => ${days})`;
  await db()
    .update(grants)
    .set({ createdAt: earlier, deliveredAt: sql`${earlier} + interval '2 minutes'` })
    .where(eq(grants.id, id));
  await db().update(grantEvents).set({ at: earlier }).where(eq(grantEvents.grantId, id));
}

test("people are counted once, by period, and compared with the period before", async () => {
  const guild = await world.guild();
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  await world.entitlement(guild.id, guild.roles.Member ?? "", ["Pro"]);
  const bought = new Map<string, string | null>();
  for (const email of ["new@x.test", "gone@x.test", "before@x.test"]) {
    bought.set(email, (await world.buy("Pro", email)).subscription_id);
    await world.connect(email, await newUser("buyer"));
  }
  await world.subscription(bought.get("gone@x.test") ?? null, "cancel");
  await daysAgo("before@x.test", 9);

  const now = await figures();
  expect(now).toMatchObject({
    people: { withAccess: 2, paying: 2, unclaimed: 0 },
    added: { now: 3, before: 1 },
    ended: { now: 1, before: 0 },
    left: 1,
    reasons: [{ customers: 1 }],
  });
  expect(now.days).toHaveLength(7);
  expect(now.days.at(-1)).toMatchObject({ ended: 1 });
  expect(now.arrival?.median).toBeGreaterThanOrEqual(0);
  expect((await figures(30)).added).toEqual({ now: 3, before: 0 });
});

test("a business without customers has figures, and only known periods are read", async () => {
  expect(await figures()).toMatchObject({ added: { now: 0, before: 0 }, arrival: null, reasons: [] });
  expect(["7", "90", "31", "", undefined].map(readPeriod)).toEqual([7, 90, 30, 30, 30]);
});
