import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db, lockDb } from "@/db/client";
import { withRowLock } from "@/db/lock";
import { finishAuthorization } from "@/lib/connect/connect-account";
import { openClaimLink } from "@/lib/connect/open-claim-link";
import { accessTokenFor } from "@/lib/discord/tokens";
import { grantLink } from "@/lib/grants/serialize-grant";
import { catalog } from "@/lib/jobs/catalog";
import { startRunner } from "@/lib/jobs/runner";
import { timePasses } from "@/test/world/merchant-world";
import { control, fault, guildAction, newUser, rolesOf, routes } from "@/test/world/sandbox-world";
import { guild, openScene, role, world } from "@/test/world/scene-world";

const browser = "the browser of the test";

openScene();

let runners: { stop(): Promise<void> }[] = [];
const startRunners = (count: number) => {
  runners = Array.from({ length: count }, () => startRunner(catalog));
};
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  runners = [];
});

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error("it did not come about in time");
    await sleep(100);
  }
}

const quiet = async () => {
  const [row] = await db().execute<{ left: number }>(sql`select (
    (select count(*) from accesses where gen > applied or due_at < now() + interval '1 hour') +
    (select count(*) from inbox_events where due_at is not null))::int as left`);
  return row?.left === 0;
};

test("two callbacks at once link one account and deliver one grant; each page says so or asks to start again", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await world.buy("Pro", "carl@x.test");
  const token =
    grantLink(await world.grant("carl@x.test"))
      ?.split("/")
      .at(-1) ?? "";
  const opened = await openClaimLink(token, browser, true);
  const carl = await newUser("carl");
  const { location } = await control<{ location: string }>("/discord/authorize", {
    url: opened.kind === "consent" ? opened.url : "",
    user_id: carl,
  });
  const query = new URL(location).searchParams;
  const callback = { state: query.get("state"), code: query.get("code"), error: null, iss: query.get("iss") };
  const visitor = { browser, dashboardEmail: null };
  const both = await Promise.all([
    finishAuthorization(callback, visitor),
    finishAuthorization(callback, visitor),
  ]);
  expect(both.filter(({ kind }) => kind === "linked").length).toBeGreaterThanOrEqual(1);
  const grant = await world.grant("carl@x.test");
  expect(grant.status).toBe("delivered");
  expect(await world.published(grant.id)).toEqual(["created", "delivered"]);
  // A reload afterwards shows the first result.
  expect(await finishAuthorization(callback, visitor)).toMatchObject({ kind: "linked" });
});

test("a revoke that races with delivery never leaves a role or a delivered grant", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await world.entitlement(guild.id, role("VIP"), ["Pro"]);
  startRunners(3);
  const people = await Promise.all(
    Array.from({ length: 8 }, async (_, number) => {
      const email = `race${number}@x.test`;
      const { subscription_id } = await control<{ subscription_id: string }>("/shop/buy", {
        product: "Pro",
        email,
        name: email,
        account: world.account,
      });
      return { email, subscription_id, user: await newUser("race") };
    }),
  );
  const receiveEvents = async () => {
    for (const event of await world.events()) await world.receive(event);
  };
  await receiveEvents();
  await until(async () =>
    (await Promise.all(people.map(({ email }) => world.grants(email)))).every((own) => own.length === 2),
  );
  await Promise.all(
    people.map(async ({ email, user, subscription_id }, number) => {
      const connecting = world.connect(email, user).catch(() => {});
      await sleep(number * 60);
      await control(`/shop/subscriptions/${subscription_id}/cancel`, { account: world.account });
      await connecting;
    }),
  );
  await receiveEvents();
  await until(quiet);
  for (const { email, user } of people) {
    expect(await world.statuses(email)).toEqual(["revoked", "revoked"]);
    expect((await rolesOf(guild.id, user)) ?? []).toEqual([]);
  }
});

test("ten runners do each job once", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  startRunners(10);
  const people = ["a", "b", "c", "d", "e", "f"].map((name) => `${name}10@x.test`);
  for (const email of people)
    await control("/shop/buy", { product: "Pro", email, name: email, account: world.account });
  for (const event of await world.events()) for (let copy = 0; copy < 3; copy++) await world.receive(event);
  await until(async () =>
    (await Promise.all(people.map((email) => world.grants(email)))).every((own) => own.length === 1),
  );
  await Promise.all(people.map(async (email) => world.connect(email, await newUser("ten"))));
  await until(quiet);
  for (const email of people) {
    const grant = await world.grant(email);
    expect(grant.status).toBe("delivered");
    expect(await world.published(grant.id)).toEqual(["created", "delivered"]);
    expect(await rolesOf(guild.id, grant.discordUserId ?? "")).toEqual([role("Pro")]);
  }
});

test("an account switch that races with a refund leaves nobody with the role", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Lifetime"]);
  const { payment_id } = await world.buy("Lifetime", "carl@x.test");
  const [first, second] = [await newUser("first"), await newUser("second")];
  await world.connect("carl@x.test", first);
  await Promise.all([world.portal("carl@x.test", second), world.payment(payment_id, "refund")]);
  for (let time = 0; time < 3; time++) await timePasses();
  expect(await rolesOf(guild.id, first)).toEqual([]);
  expect((await rolesOf(guild.id, second)) ?? []).toEqual([]);
  expect(await world.statuses("carl@x.test")).toEqual(["revoked"]);
});

test("switching to another account and back keeps what the first has, and nobody waits", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await world.buy("Pro", "carl@x.test");
  const [first, second] = [await newUser("first"), await newUser("second")];
  await world.connect("carl@x.test", first);
  await fault("giveRole", "500", { count: 3 });
  await world.portal("carl@x.test", second);
  await world.portal("carl@x.test", first);
  for (let time = 0; time < 3; time++) await timePasses();
  expect(await rolesOf(guild.id, first)).toEqual([role("Pro")]);
  expect((await rolesOf(guild.id, second)) ?? []).toEqual([]);
  for (const user of [first, second]) {
    const access = await world.access(guild.id, user);
    expect(access?.applied).toBe(access?.gen);
  }
});

describe("refresh tokens rotate once", () => {
  test("eight callers that need a token at the same moment make one request", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", "carl@x.test");
    const carl = await newUser("carl");
    await world.connect("carl@x.test", carl);
    await db().execute(
      sql`update discord_accounts set token_expires_at = now() - interval '1 hour' where discord_user_id = ${carl}`,
    );
    const { customerId } = await world.grant("carl@x.test");
    const count = async () =>
      (await control<{ routes: Record<string, { total: number }> }>("/requests")).routes[routes.token]
        ?.total ?? 0;
    const before = await count();
    const ask = async (): Promise<string | null> => {
      for (;;) {
        try {
          return await accessTokenFor(carl, [customerId], false);
        } catch {
          await sleep(20);
        }
      }
    };
    const tokens = await Promise.all(Array.from({ length: 8 }, ask));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toBeTruthy();
    expect((await count()) - before).toBe(1);
  });

  test("a process that dies before it stores the new tokens costs a new consent, but no role", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { subscription_id } = await world.buy("Pro", "carl@x.test");
    const carl = await newUser("carl");
    await world.connect("carl@x.test", carl);
    await db().execute(
      sql`update discord_accounts set token_expires_at = now() - interval '1 hour' where discord_user_id = ${carl}`,
    );
    await fault("token", "apply-then-drop", { count: 1 });
    const { customerId } = await world.grant("carl@x.test");
    await expect(accessTokenFor(carl, [customerId], false)).rejects.toThrow();
    expect(await accessTokenFor(carl, [customerId], false)).toBeNull();
    expect(await rolesOf(guild.id, carl)).toEqual([role("Pro")]);
    await world.subscription(subscription_id, "hold");
    await world.subscription(subscription_id, "activate");
    expect(await rolesOf(guild.id, carl)).toEqual([role("Pro")]);
    await guildAction(guild.id, "leave", { user_id: carl });
    await world.subscription(subscription_id, "hold");
    await world.subscription(subscription_id, "activate");
    expect(await world.grant("carl@x.test")).toMatchObject({
      status: "failed",
      errorCode: "discord_reconnect_required",
    });
  });
});

test("a worker notices when the connection with its locks is lost", async () => {
  const outcome = await withRowLock("rows", "one", async (lock) => {
    expect(await lock.stillHeld()).toBe(true);
    await db().execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'gatehouse locks' and datname = current_database()`);
    await sleep(200);
    return lock.stillHeld();
  });
  expect(outcome).toEqual({ busy: false, result: false });
  await lockDb().execute(sql`select 1`);
});

test("hundreds of rows can be processed at once; locks and queries don't wait for each other", async () => {
  const worked = await Promise.all(
    Array.from({ length: 200 }, (_, number) =>
      withRowLock("rows", `many${number}`, async () => {
        await db().execute(sql`select 1`);
        return number;
      }),
    ),
  );
  expect(worked).toHaveLength(200);
});
