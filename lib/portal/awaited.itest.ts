import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { accesses, customers, guilds } from "@/db/schema";
import { accessOfCustomer } from "@/lib/customers/customers";
import { retryGrant } from "@/lib/grants/open-grants";
import { checkGuild } from "@/lib/guilds/check-guild";
import { texts } from "@/lib/languages/texts";
import { actor, openWorld, settle, timePasses, type World } from "@/test/world/merchant-world";
import { clearFaults, control, fault, guildAction, newUser } from "@/test/world/sandbox-world";
import { accessOf } from "./my-access";

const email = "carl@x.test";
let world: World;
let guild: Awaited<ReturnType<World["guild"]>>;
let user: string;

beforeEach(async () => {
  await clearFaults();
  world = await openWorld();
  guild = await world.guild();
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  user = await newUser("carl");
  await world.buy("Pro", email);
});

async function cardNow() {
  const { customerId } = await world.grant(email);
  return inTransaction(async (tx) => {
    const [customer] = await tx.select().from(customers).where(eq(customers.id, customerId));
    const card = customer && (await accessOf(tx, customer, texts("en").t))?.cards[0];
    if (!card) throw new Error("the customer has no card");
    const { label, action, moving, awaited } = card.state;
    return { label, action, moving, awaited };
  });
}

/** Whether the merchant's page of this customer keeps polling too. */
async function merchantWaits() {
  const { businessId, customerId } = await world.grant(email);
  return (await accessOfCustomer(db(), businessId, customerId)).map(({ syncsSoon }) => syncsSoon);
}

const youAreIn = { label: "You're in", action: "open", moving: false, awaited: false };
const onItsWay = { label: "On its way", action: "none", moving: true, awaited: true };

test('after "Try again" the page polls until the result is known', async () => {
  await control(`/discord/users/${user}/set`, { guild_count: 100 });
  await world.connect(email, user);
  expect(await cardNow()).toEqual({ label: "Needs you", action: "retry", moving: false, awaited: false });
  expect(await merchantWaits()).toEqual([false]);
  await control(`/discord/users/${user}/set`, { guild_count: 5 });
  const grant = await world.grant(email);
  await inTransaction((tx) => retryGrant(tx, world.businessId, grant.id, actor));
  expect(await cardNow()).toEqual(onItsWay);
  expect(await merchantWaits()).toEqual([true]);
  await settle();
  expect(await cardNow()).toEqual(youAreIn);
  expect(await merchantWaits()).toEqual([false]);
});

test("when the merchant fixes a failure, the page follows until the customer is in the server", async () => {
  const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${guild.id}`);
  await guildAction(guild.id, "move-role", { role_id: bot.role_id, position: 1 });
  await checkGuild(guild.id, "waiting");
  await world.connect(email, user);
  expect(await cardNow()).toEqual({ label: "Being fixed", action: "none", moving: false, awaited: true });
  await guildAction(guild.id, "move-role", { role_id: bot.role_id, position: 4 });
  await db().update(guilds).set({ checkedAt: sql`checked_at - interval '1 minute'` });
  await checkGuild(guild.id, "waiting");
  expect(await cardNow()).toEqual(onItsWay);
  await settle();
  expect(await cardNow()).toEqual(youAreIn);
});

test("the page polls for a retry within a minute, but not while it waits for the customer", async () => {
  await control(`/discord/users/${user}/set`, { guild_count: 100 });
  await world.connect(email, user);
  const inSeconds = (seconds: number) =>
    db()
      .update(accesses)
      .set({ dueAt: sql`now() + make_interval(secs => ${seconds})` });
  await inSeconds(50);
  expect(await cardNow()).toMatchObject({ action: "retry", awaited: true });
  await inSeconds(3600);
  expect(await cardNow()).toMatchObject({ action: "retry", awaited: false });
  await inSeconds(-1);
  expect(await cardNow()).toEqual(onItsWay);
});

test("after a switch the new account counts as in only once the bot has added it", async () => {
  await world.connect(email, user);
  expect(await cardNow()).toEqual(youAreIn);
  await fault("getMember", "503");
  await world.portal(email, await newUser("carl2"));
  expect(await cardNow()).toEqual(onItsWay);
  await clearFaults();
  await timePasses();
  expect(await cardNow()).toEqual(youAreIn);
});
