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
 * Discord is down for a while and comes back with low rate limits. No purchase fails, nobody has to do anything
 * afterwards, and those who waited are not all served at once.
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

test("ten customers who buy while Discord is down are served when it is back, within its limits", async () => {
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  await world.entitlement(guild.id, guild.roles.VIP ?? "", ["VIP"]);
  const people: { email: string; user: string }[] = [];
  for (let number = 0; number < customers; number++) {
    const person = { email: `away${number}@x.test`, user: await newUser("away") };
    await world.buy("Pro", person.email);
    await world.connect(person.email, person.user);
    people.push(person);
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
    const published = await Promise.all((await world.grants(email)).map(({ id }) => world.published(id)));
    expect(published).toEqual([
      ["created", "delivered"],
      ["created", "delivered"],
    ]);
  }
  const { over_budget } = await control<{ over_budget: number }>("/requests");
  expect(over_budget).toBe(0);
}, 90_000);
