import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { grants } from "@/db/schema";
import { catalog } from "@/lib/jobs/catalog";
import { startRunner } from "@/lib/jobs/runner";
import { clearFaults, clearRequests, control, newUser, rolesOf } from "@/test/world/sandbox-world";
import { guild, openScene, world } from "@/test/world/scene-world";

/*
 * Discord is away for a while and comes back limiting everybody. Nobody's purchase fails by it, nobody has to do
 * anything afterwards, and those who waited do not all come at once.
 */
const customers = 10;
let runners: { stop(): Promise<void> }[] = [];

openScene();
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  await clearFaults();
});

const everywhere = (kind: string, ms?: number) => control("/faults", { route: "*", kind, ...(ms && { ms }) });
const delivered = async () =>
  (await db().select().from(grants)).filter(({ status }) => status === "delivered").length;

test("ten who buy again while Discord is away are served when it is back, within its limits", async () => {
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  await world.entitlement(guild.id, guild.roles.VIP ?? "", ["VIP"]);
  const people: { email: string; user: string }[] = [];
  for (let number = 0; number < customers; number++) {
    const one = { email: `away${number}@x.test`, user: await newUser("away") };
    await world.buy("Pro", one.email);
    await world.connect(one.email, one.user);
    people.push(one);
  }
  await everywhere("503");
  for (const { email } of people)
    await control("/shop/buy", { product: "VIP", email, name: email, account: world.account });
  for (const event of await world.events()) await world.receive(event);
  runners = [startRunner(catalog), startRunner(catalog)];
  await sleep(4_000);
  expect(await delivered()).toBe(customers);
  await clearFaults();
  await everywhere("429-global", 300);
  await sleep(1_500);
  await clearRequests();
  await clearFaults();
  await db().execute(sql`update accesses set due_at = now() where due_at is not null`);
  await expect.poll(delivered, { timeout: 40_000 }).toBe(2 * customers);
  for (const { email, user } of people) {
    expect((await rolesOf(guild.id, user))?.toSorted()).toEqual([guild.roles.Pro, guild.roles.VIP].sort());
    const told = await Promise.all((await world.grants(email)).map(({ id }) => world.published(id)));
    expect(told).toEqual([
      ["created", "delivered"],
      ["created", "delivered"],
    ]);
  }
  const { over_budget } = await control<{ over_budget: number }>("/requests");
  expect(over_budget).toBe(0);
}, 90_000);
