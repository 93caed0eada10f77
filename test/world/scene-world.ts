import { sql } from "drizzle-orm";
import { beforeEach } from "vitest";
import { db } from "@/db/client";
import { openWorld, type World } from "./merchant-world";
import { clearFaults, control, newUser } from "./sandbox-world";

/** The business of the current test, and its server. */
export let world: World;
export let guild: { id: string; roles: Record<string, string> };

export const role = (name: string) => guild.roles[name] ?? "";

/** Before each test: no faults, a full rate budget, and a new business with one server. */
export function openScene(): void {
  beforeEach(async () => {
    await clearFaults();
    await control("/discord/application", { members_intent: true, owner_mfa: true });
    await db().execute(sql`delete from rate_buckets`);
    await db().execute(sql`delete from token_buckets`);
    world = await openWorld();
    guild = await world.guild();
  });
}

/** A customer who bought and connected. */
export async function customer(name: string, product = "Pro") {
  const email = `${name}@x.test`;
  const bought = await world.buy(product, email);
  const user = await newUser(name);
  await world.connect(email, user);
  return { ...bought, email, user };
}
