import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { accesses, discordOutages } from "@/db/schema";
import { postponeSync } from "@/lib/access/postpone-sync";
import { readState } from "@/lib/access/read-state";
import { RetryLater } from "@/lib/errors";
import { settle } from "@/test/world/merchant-world";
import { clearFaults, control, newUser, rolesOf, routes } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { discordAway, suspectOutage } from "./outage";
import { probeDiscord } from "./probe-discord";
import { budgetState } from "./rate-budget";

openScene();
beforeEach(() => db().delete(discordOutages));

const everyRoute = [...Object.values(routes), "GET /users/@me"];
async function goAway() {
  for (const route of everyRoute) await control("/faults", { route, kind: "502" });
  await suspectOutage();
}
const outage = async () => (await db().select().from(discordOutages))[0];

test("one failed answer stops nothing", async () => {
  await suspectOutage();
  await probeDiscord();
  expect(await outage()).toMatchObject({ awaySince: null, dueAt: null });
  expect((await budgetState()).blockedBy).toBeNull();
});

test("while Discord is away all calls are blocked, until a probe is answered", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await world.buy("Pro", "hal@x.test");
  await goAway();
  await probeDiscord();
  await probeDiscord();
  expect((await outage())?.awaySince).not.toBeNull();
  expect((await budgetState()).blockedBy).toBe(discordAway);
  await clearFaults();
  await probeDiscord();
  await world.connect("hal@x.test", await newUser("hal"));
  await settle();
  expect(await world.statuses("hal@x.test")).toEqual(["delivered"]);
});

test("after an outage everybody who waits is served at once, however long it was", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const { email, user } = await customer("ida");
  await db()
    .update(accesses)
    .set({ attempts: 9, lastError: discordAway, dueAt: sql`now() + interval '40 minutes'` });
  await goAway();
  await probeDiscord();
  await probeDiscord();
  await clearFaults();
  await probeDiscord();
  expect(await outage()).toMatchObject({ awaySince: null, failedProbes: 0 });
  const access = await world.access(guild.id, user);
  expect(access?.attempts).toBe(0);
  expect(access?.dueAt?.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  expect((await budgetState()).blockedBy).toBeNull();
  await settle();
  expect(await world.statuses(email)).toEqual(["delivered"]);
  expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);
});

test("the longest pause is a minute, and what fails while somebody watches counts nothing", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const { user } = await customer("joe");
  await db().update(accesses).set({ attempts: 30 });
  const read = async () => {
    const state = await readState(guild.id, user);
    if (!state) throw new Error("no access");
    return state;
  };
  await postponeSync(await read(), new RetryLater(2, "Discord answered 502"));
  const { access } = await read();
  expect((access.dueAt?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(61_000);
  await postponeSync(await read(), new RetryLater(2, "Discord answered 502"), true);
  const watched = (await read()).access;
  expect(watched.attempts).toBe(access.attempts);
  expect((watched.dueAt?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(3_000);
});
